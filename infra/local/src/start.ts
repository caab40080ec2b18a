import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from './local-stack-error.ts';
import { terminalReporter } from './progress.ts';
import { forgetData } from './data-folder.ts';
import type { ProcessExit } from './supervised-process.ts';
import { stopRequests } from './stop-requests.ts';
import { placeFirstOrder, timeline } from './system/first-order.ts';
import { invitation } from './system/invitation.ts';
import { footprintOf } from './system/memory.ts';
import { startSystem } from './system/system.ts';

const clone = fileURLToPath(new URL('../../..', import.meta.url));
const dataDir = process.env['TIDEMARK_DATA'] ?? join(clone, '.tidemark');
const options = new Set(process.argv.slice(2));
const report = terminalReporter(process.stdout);
const requests = stopRequests();

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') return 0;
  console.error(`\n${describe(error)}`);
  return 1;
});
requests.release();

async function main(): Promise<number> {
  if (options.has('--fresh')) {
    await forgetData(dataDir);
    report({ type: 'note', text: 'earlier data forgotten' });
  }
  const broken = Promise.withResolvers<ProcessExit>();
  const system = await startSystem({
    dataDir,
    ports: options.has('--fixed-ports') ? 'fixed' : 'preferred',
    report,
    signal: requests.signal,
    onExit: (exit) => {
      if (!exit.willRestart) broken.resolve(exit);
    },
  });
  try {
    const journey = await placeFirstOrder(system.urls);
    const startSeconds = (performance.now() / 1_000).toFixed(1);
    const footprint = await footprintOf([process.pid, ...Object.values(system.stack.pids)]);
    for (const line of ['', ...timeline(journey), '', ...invitation(system.urls, startSeconds, footprint)]) {
      report({ type: 'note', text: line });
    }
    report({ type: 'note', text: 'Ctrl-C stops everything' });
    const exit = await Promise.race([requests.first, broken.promise]);
    return exit === undefined ? 0 : 1;
  } finally {
    report({ type: 'note', text: 'stopping' });
    await system.stop();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof LocalStackError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = error.details['lastLines'];
  return [error.message, ...(Array.isArray(lines) ? lines.map((line) => `    ${String(line)}`) : [])].join('\n');
}
