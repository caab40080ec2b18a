import { randomUUID } from 'node:crypto';
import { throwawayData } from '@tidemark/local';
import { startNaive } from '@tidemark/naive';
import type { Say } from './bench.ts';
import type { Step } from './capacity.ts';
import { judgeStep, nextRate } from './capacity.ts';
import { untilEpoch } from './clock.ts';
import { isIn, onTheirWay } from './figures.ts';
import type { Answer } from './generator-protocol.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf, rounded } from './histogram.ts';
import type { Generator } from './load.ts';
import { startGenerator } from './load.ts';
import type { Measurement } from './measure.ts';
import type { Options } from './options.ts';
import { cpuBetween, cpuByName, readTimes } from './processes.ts';
import type { LoadPlan, PlannedRequest } from './schedule.ts';
import { scheduleOf } from './schedule.ts';
import { sellEverything } from './stocking.ts';

/** A load on the synchronous chain. Its answer is the end of the order, or is meant to be. */
export interface NaiveFigures {
  readonly rate: number;
  readonly ordersPerSecond: number;
  readonly sagaMs: Percentiles;
  readonly slipMs: Percentiles;
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  readonly refused: number;
  /** The steps of a search, where its capacity was looked for. */
  readonly steps?: readonly Step[];
}

type Load = Omit<LoadPlan, 'runId'>;
type Chain = Awaited<ReturnType<typeof startNaive>>;

const LEAD_MS = 500;
const ACCEPTED = 202;
/** A chain without a queue comes to rest with its last answer. */
const AT_REST = { seconds: 0, unrest: [] } as const;

/**
 * Starts the chain on a Postgres of its own, sends it the very requests of these loads, and stops it. Of a search, the
 * rate is the first step, and the highest step that held is answered.
 */
export const measureNaive = async (
  loads: readonly (Load & Pick<Options, 'work'>)[],
  say: Say,
  signal?: AbortSignal,
): Promise<readonly NaiveFigures[]> => {
  const { dataDir, forget } = await throwawayData();
  const chain = await startNaive({ dataDir, ...(signal && { signal }) });
  const generator = startGenerator();
  try {
    await sellEverything(chain.urls.inventory, Math.max(...loads.map(({ skuCount }) => skuCount)));
    const figures: NaiveFigures[] = [];
    for (const load of loads) {
      const send = async (rate: number): Promise<Shown> => {
        say(`naive chain: ${rate} orders/s of the mix "${load.mix}" for ${load.warmupSeconds} s and ${load.seconds} s`);
        return sendTo(chain, generator, { ...load, rate, runId: `bench-${randomUUID()}` });
      };
      figures.push(load.work === 'capacity' ? await search(load.rate, send, say) : (await send(load.rate)).figures);
    }
    return figures;
  } finally {
    generator.stop();
    await chain.stop();
    await forget();
  }
};

interface Shown {
  readonly figures: NaiveFigures;
  readonly onTheirWay: Measurement['onTheirWay'];
}

const search = async (firstRate: number, send: (rate: number) => Promise<Shown>, say: Say): Promise<NaiveFigures> => {
  const steps: (Step & { readonly figures: NaiveFigures })[] = [];
  for (let rate = nextRate(steps, firstRate); rate !== undefined; rate = nextRate(steps, firstRate)) {
    const shown = await send(rate);
    const { refused, sagaMs } = shown.figures;
    const faults = refused > 0 ? [`${refused} requests were refused`] : [];
    const { onTheirWay: moving } = shown;
    const verdict = judgeStep({ sagaMs: { answered: sagaMs }, onTheirWay: moving, calm: AT_REST, faults, voided: [] });
    say(`  ${verdict.holds ? 'holds' : verdict.reasons.join('; ')}`);
    steps.push({ rate, verdict, figures: shown.figures });
  }
  const held = steps.filter(({ verdict }) => verdict.holds).toSorted((a, b) => b.rate - a.rate);
  const best = held[0] ?? steps.at(-1);
  if (best === undefined) throw new Error('No step was made.');
  return { ...best.figures, steps: steps.map(({ rate, verdict }) => ({ rate, verdict })) };
};

const sendTo = async (chain: Chain, generator: Generator, plan: LoadPlan): Promise<Shown> => {
  const requests = scheduleOf(plan);
  await generator.prepare(`${chain.urls.order}/orders`, requests);
  const startsAtMs = Date.now() + LEAD_MS;
  const sending = generator.send(startsAtMs);
  const fromMs = plan.warmupSeconds * 1_000;
  const window = { fromMs, toMs: fromMs + plan.seconds * 1_000 };
  await untilEpoch(startsAtMs + window.fromMs);
  const before = cpuByName(readTimes(), chain.pids);
  await untilEpoch(startsAtMs + window.toMs);
  const after = cpuByName(readTimes(), chain.pids);
  const { answers } = await sending;
  return shownOf(plan, requests, answers, window, cpuBetween(before, after));
};

/** What the answers tell. A request that was sent again is answered with the same order, which counts once. */
const shownOf = (
  plan: LoadPlan,
  requests: readonly PlannedRequest[],
  answers: readonly Answer[],
  window: { readonly fromMs: number; readonly toMs: number },
  cpu: ReadonlyMap<string, number>,
): Shown => {
  const measured = requests.flatMap(({ atMs }, index) => {
    const answer = answers[index];
    return answer !== undefined && isIn(window, atMs) ? [{ atMs, ...answer }] : [];
  });
  const ended = answers.flatMap(({ orderId, answeredMs }) => (isIn(window, answeredMs) && orderId ? [orderId] : []));
  const asked = new Set(requests.flatMap(({ atMs, key }) => (isIn(window, atMs) ? [key] : []))).size;
  const shares = [...cpu].map(([name, ms]) => [name, rounded(ms / Math.max(asked, 1), 3)] as const);
  const total = shares.reduce((sum, [, ms]) => sum + ms, 0);
  const ways = requests.map(({ atMs, kind, key }, index) => {
    const endedAtMs = answers[index]?.answeredMs;
    return { kind, orderId: key, intendedAtMs: atMs, endedAtMs };
  });
  return {
    figures: {
      rate: plan.rate,
      ordersPerSecond: rounded(new Set(ended).size / plan.seconds, 1),
      sagaMs: percentilesOf(measured.map(({ atMs, answeredMs }) => answeredMs - atMs)),
      slipMs: percentilesOf(measured.map(({ atMs, sentMs }) => sentMs - atMs)),
      cpuMsPerOrder: { total: rounded(total, 3), ...Object.fromEntries(shares) },
      refused: answers.filter(({ status }) => status !== ACCEPTED).length,
    },
    onTheirWay: [onTheirWay(ways, (window.fromMs + window.toMs) / 2), onTheirWay(ways, window.toMs)],
  };
};
