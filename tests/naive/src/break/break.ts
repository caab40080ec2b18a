import type { Reporter, System } from '@tidemark/local';
import { LocalStackError, startSystem, throwawayData } from '@tidemark/local';
import { startNaive } from '../start-naive.ts';
import type { Contestant, Running } from './contestant.ts';
import { naiveContestant, ourContestant } from './contestant.ts';
import type { Load } from './experiment.ts';
import { prepare, run } from './experiment.ts';
import type { Fault } from './faults.ts';
import type { Row } from './table.ts';
import type { Verdict } from './verdict.ts';

/** Nobody waits longer for an answer, in either shop: a late answer of the provider comes later than this. */
const TIMEOUT_MS = '2000';

export interface Plan {
  readonly faults: readonly Fault[];
  readonly load: Load;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** Breaks both shops in the same ways, one after the other, so that neither disturbs the other. */
export const breakBoth = async (plan: Plan): Promise<readonly Row[]> => {
  const naive = await breakNaive(plan);
  const ours = await breakOurs(plan);
  return plan.faults.map((fault, index) => ({ fault, naive: at(naive, index), ours: at(ours, index) }));
};

const breakNaive = (plan: Plan): Promise<readonly Verdict[]> =>
  withData(async (dataDir) => {
    const { report, signal } = plan;
    const naive = await startNaive({ dataDir, report, signal, environment: { CALL_TIMEOUT_MS: TIMEOUT_MS } });
    try {
      return await runAll(naiveContestant(naive), plan);
    } finally {
      await naive.stop();
    }
  });

const breakOurs = (plan: Plan): Promise<readonly Verdict[]> =>
  withData(async (dataDir) => {
    const { report, signal } = plan;
    const environment = { PSP_TIMEOUT_MS: TIMEOUT_MS };
    const system = await startSystem({ dataDir, ports: 'free', report, signal, environment });
    try {
      return await runAll(ourContestant(runningOf(system)), plan);
    } finally {
      await system.stop();
    }
  });

const withData = async <Result>(work: (dataDir: string) => Promise<Result>): Promise<Result> => {
  const { dataDir, forget } = await throwawayData();
  try {
    return await work(dataDir);
  } finally {
    // A server that had to be killed may still be ending. What is left now, the guard deletes when this program has ended.
    await forget().catch(() => undefined);
  }
};

/** Our shop as the naive one describes itself. */
export const runningOf = ({ stack, urls }: System): Running => ({
  urls,
  get pids() {
    return stack.pids;
  },
  databaseUrl: Object.assign(new URL(stack.postgres.adminUrl), { pathname: '/tidemark' }).href,
});

const runAll = async (contestant: Contestant, { faults, load, report, signal }: Plan): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  const stopped = stoppedBy(signal);
  try {
    await Promise.race([prepare(contestant, load.orders * faults.length * 2), stopped]);
    for (const fault of faults) {
      const verdict = await Promise.race([run(contestant, fault, load), stopped]);
      const { wrong, customers } = verdict;
      report({ type: 'note', text: `${contestant.name}: ${fault.title}: ${wrong} of ${customers} wrong` });
      verdicts.push(verdict);
    }
  } finally {
    await contestant.close();
  }
  return verdicts;
};

const stoppedBy = (signal: AbortSignal): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  // Whoever waits hears of it; when nobody does any more, it is no failure.
  promise.catch(() => undefined);
  const stop = (): void => {
    reject(new LocalStackError('LOCAL.STOPPED', 'Stopped on request.'));
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return promise;
};

const at = (verdicts: readonly Verdict[], index: number): Verdict => {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new Error('A fault was not run.');
  return verdict;
};
