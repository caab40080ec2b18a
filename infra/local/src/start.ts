import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetData } from './data-folder.ts';
import { describeFailure } from './describe-failure.ts';
import { LocalStackError } from './local-stack-error.ts';
import { leftoversNote, terminalReporter } from './progress.ts';
import type { ProcessExit } from './supervised-process.ts';
import { stopRequests } from './stop-requests.ts';
import { placeFirstOrder, timeline } from './system/first-order.ts';
import { invitation } from './system/invitation.ts';
import { localDurations } from './system/local-durations.ts';
import { footprintOf } from './system/memory.ts';
import type { Journey } from './system/shop.ts';
import type { System } from './system/system.ts';
import { startSystem } from './system/system.ts';

const clone = fileURLToPath(new URL('../../..', import.meta.url));
const dataDir = process.env['TIDEMARK_DATA'] ?? join(clone, '.tidemark');
const options = new Set(process.argv.slice(2));
const durations = localDurations(process.env);
const report = terminalReporter(process.stdout);
const requests = stopRequests();

const exitCode = await main().catch((error: unknown) => {
  if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') return 0;
  console.error(`\n${describeFailure(error)}`);
  return 1;
});
// Everything is stopped; what had still been going on when the request came is not waited for.
process.exit(exitCode);

async function main(): Promise<number> {
  if (options.has('--fresh')) {
    const ended = await forgetData(dataDir);
    if (ended.length > 0) report(leftoversNote(ended));
    report({ type: 'note', text: 'earlier data forgotten' });
  }
  const broken = Promise.withResolvers<ProcessExit>();
  const system = await startSystem({
    dataDir,
    ports: options.has('--fixed-ports') ? 'fixed' : 'preferred',
    report,
    environment: durations,
    signal: requests.signal,
    onExit: (exit) => {
      if (!exit.willRestart) broken.resolve(exit);
    },
  });
  try {
    const ended = Promise.race([requests.first, broken.promise]);
    const journey = await Promise.race([placeFirstOrder(system.urls), ended.then(() => undefined)]);
    if (journey !== undefined) await welcome(system, journey);
    return (await ended) === undefined ? 0 : 1;
  } finally {
    report({ type: 'note', text: 'stopping' });
    await system.stop();
  }
}

async function welcome(system: System, journey: Journey): Promise<void> {
  const startSeconds = (performance.now() / 1_000).toFixed(1);
  const footprint = await footprintOf([process.pid, ...Object.values(system.stack.pids)]);
  const unpaidMs = Number(durations.PAYMENT_DEADLINE_MS);
  for (const line of ['', ...timeline(journey), '', ...invitation(system.urls, startSeconds, unpaidMs, footprint)]) {
    report({ type: 'note', text: line });
  }
  report({ type: 'note', text: 'Ctrl-C stops everything' });
}
