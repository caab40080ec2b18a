import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from './local-stack-error.ts';
import type { Reporter } from './progress.ts';
import { terminalReporter } from './progress.ts';
import type { Stack } from './stack.ts';
import { forgetData, startStack } from './stack.ts';
import type { ProcessExit } from './supervised-process.ts';
import { stopRequests } from './stop-requests.ts';

/** One thing that happens after the parts are ready; it may start processes through the stack, which then stops them. */
interface Step {
  readonly name: string;
  readonly run: (stack: Stack, report: Reporter) => Promise<void>;
}

/** What makes a system out of the parts, in order: build, bootstrap, services, the first order and its timeline. */
const steps: readonly Step[] = [];

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
  const stack = await startStack({
    dataDir,
    ports: options.has('--fixed-ports') ? 'fixed' : 'preferred',
    report,
    signal: requests.signal,
    onExit: (exit) => {
      if (!exit.willRestart) broken.resolve(exit);
    },
  });
  try {
    for (const step of steps) {
      if (!requests.signal.aborted) await step.run(stack, report);
    }
    report({
      type: 'note',
      text: `everything is ready after ${performance.now().toFixed(0)} ms; logs in ${stack.logs}`,
    });
    report({ type: 'note', text: 'Ctrl-C stops everything' });
    const exit = await Promise.race([requests.first, broken.promise]);
    return exit === undefined ? 0 : 1;
  } finally {
    report({ type: 'note', text: 'stopping' });
    await stack.stop();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof LocalStackError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = error.details['lastLines'];
  return [error.message, ...(Array.isArray(lines) ? lines.map((line) => `    ${String(line)}`) : [])].join('\n');
}
