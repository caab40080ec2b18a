import { describeFailure, LocalStackError, stopRequests, terminalReporter, throwawayData } from '@tidemark/local';
import { startNaive } from './start-naive.ts';

const requests = stopRequests();
const report = terminalReporter(process.stdout);

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') return 0;
  process.stderr.write(`\n${describeFailure(error)}\n`);
  return 1;
});
requests.release();

async function main(): Promise<number> {
  const { dataDir, forget } = await throwawayData();
  const naive = await startNaive({ dataDir, ports: 'preferred', report, signal: requests.signal });
  report({ type: 'note', text: `\n  database       ${naive.databaseUrl}\n\nCtrl-C stops everything and forgets the data` });
  await requests.first;
  await naive.stop();
  await forget();
  return 0;
}
