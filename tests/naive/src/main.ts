import { describeFailure, LocalStackError, stopRequests, terminalReporter, throwawayData } from '@tidemark/local';
import type { Plan } from './break/break.ts';
import { breakBoth } from './break/break.ts';
import { tableOf } from './break/table.ts';
import { parseOptions, usage, WrongUsage } from './options.ts';
import { startNaive } from './start-naive.ts';

const requests = stopRequests();
const report = terminalReporter(process.stdout);

const exitCode = await main().catch((error: unknown) => {
  if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') return 130;
  process.stderr.write(`\n${error instanceof WrongUsage ? error.message : describeFailure(error)}\n`);
  return 2;
});
// Customers whose shop has been stopped under them may still be trying.
process.exit(exitCode);

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  switch (options.kind) {
    case 'help':
      process.stdout.write(`${usage}\n`);
      return 0;
    case 'run':
      return runUntilStopped();
    case 'break':
      return breakAndTell({ ...options, report, signal: requests.signal });
  }
}

async function runUntilStopped(): Promise<number> {
  const { dataDir, forget } = await throwawayData();
  const naive = await startNaive({ dataDir, ports: 'preferred', report, signal: requests.signal });
  report({
    type: 'note',
    text: `\n  database       ${naive.databaseUrl}\n\nCtrl-C stops everything and forgets the data`,
  });
  await requests.first;
  await naive.stop();
  await forget();
  return 0;
}

/** Fails when an order of ours ends wrong. That orders of the naive chain do is what is to be shown. */
async function breakAndTell(plan: Plan): Promise<number> {
  const rows = await breakBoth(plan);
  process.stdout.write(`\n${tableOf(rows).join('\n')}\n`);
  return rows.some(({ ours }) => ours.wrong > 0) ? 1 : 0;
}
