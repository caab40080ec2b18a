import { randomUUID } from 'node:crypto';
import { startNaive } from '@tidemark/naive';
import { throwawayData } from '@tidemark/local';
import { untilEpoch } from './clock.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf, rounded } from './histogram.ts';
import type { Generator } from './load.ts';
import { cpuBetween, cpuByName, readTimes } from './processes.ts';
import type { LoadPlan } from './schedule.ts';
import { scheduleOf } from './schedule.ts';
import { sellEverything } from './stocking.ts';

/** The same load on the synchronous chain. Its answer is the end of the order, or is meant to be. */
export interface NaiveFigures {
  readonly ordersPerSecond: number;
  readonly sagaMs: Percentiles;
  readonly slipMs: Percentiles;
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  readonly refused: number;
}

const LEAD_MS = 500;
const ACCEPTED = 202;

/** Starts the chain on a Postgres of its own, sends it the very requests of the plan, and stops it. */
export const measureNaive = async (plan: LoadPlan, generator: Generator): Promise<NaiveFigures> => {
  const { dataDir, forget } = await throwawayData();
  const naive = await startNaive({ dataDir });
  try {
    await sellEverything(naive.urls.inventory, plan.skuCount);
    const requests = scheduleOf({ ...plan, runId: `bench-${randomUUID()}` });
    await generator.prepare(`${naive.urls.order}/orders`, requests);
    const startsAtMs = Date.now() + LEAD_MS;
    const sending = generator.send(startsAtMs);
    const fromMs = plan.warmupSeconds * 1_000;
    await untilEpoch(startsAtMs + fromMs);
    const began = performance.now();
    const before = cpuByName(readTimes(), naive.pids);
    await untilEpoch(startsAtMs + fromMs + plan.seconds * 1_000);
    const after = cpuByName(readTimes(), naive.pids);
    const seconds = (performance.now() - began) / 1_000;
    const { answers } = await sending;
    const measured = requests.flatMap(({ atMs }, index) => {
      const answer = answers[index];
      return answer !== undefined && atMs >= fromMs ? [{ atMs, ...answer }] : [];
    });
    // A request that was sent again is answered with the same order.
    const ended = new Set(
      answers.flatMap(({ orderId, answeredMs }) =>
        orderId !== '' && answeredMs >= fromMs && answeredMs < fromMs + seconds * 1_000 ? [orderId] : [],
      ),
    ).size;
    const cpu = [...cpuBetween(before, after)].map(([name, ms]) => [name, ms / Math.max(measured.length, 1)] as const);
    const total = cpu.reduce((sum, [, ms]) => sum + ms, 0);
    return {
      ordersPerSecond: rounded(ended / seconds, 1),
      sagaMs: percentilesOf(measured.map(({ atMs, answeredMs }) => answeredMs - atMs)),
      slipMs: percentilesOf(measured.map(({ atMs, sentMs }) => sentMs - atMs)),
      cpuMsPerOrder: Object.fromEntries(
        [['total', total] as const, ...cpu].map(([name, ms]) => [name, rounded(ms, 3)]),
      ),
      refused: answers.filter(({ status }) => status !== ACCEPTED).length,
    };
  } finally {
    await naive.stop();
    await forget();
  }
};
