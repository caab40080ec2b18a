import { randomUUID } from 'node:crypto';
import type { Calm } from './calm.ts';
import { awaitCalm } from './calm.ts';
import { untilEpoch } from './clock.ts';
import type { CommitWitness } from './commit-witness.ts';
import type { KindOutcome, OrderRecord, Usage, Window } from './figures.ts';
import {
  cdcLatencies,
  endTimes,
  isIn,
  onTheirWay,
  ordersOf,
  outcomesOf,
  requestFaults,
  sagaLatencies,
  usageBetween,
} from './figures.ts';
import type { Answer, Answers } from './generator-protocol.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf, rounded } from './histogram.ts';
import type { Hop } from './hops.ts';
import { hopsOf, movesAnOrderOn } from './hops.ts';
import type { Generator } from './load.ts';
import type { Kind } from './mixes.ts';
import { readHearings, readOrders } from './readings.ts';
import type { LoadPlan, PlannedRequest } from './schedule.ts';
import { scheduleOf } from './schedule.ts';
import type { Counters, Snapshot } from './snapshot.ts';
import type { Target } from './target.ts';

/** What a load showed. */
export interface Measurement {
  readonly plan: LoadPlan;
  /** Sentences that make it no measurement at all, such as a late generator; none when it counts. */
  readonly voided: readonly string[];
  /** Sentences about what the shop did wrong; none when all came to its right end. */
  readonly faults: readonly string[];
  readonly accepted: number;
  readonly ordersPerSecond: number;
  readonly sagaMs: Readonly<Record<string, Percentiles>>;
  /** From the commit to the handlers that move an order on, and to all others. */
  readonly cdcMs: Percentiles;
  readonly cdcAsideMs: Percentiles;
  readonly postMs: Percentiles;
  readonly slipMs: Percentiles;
  /** How much older the stamp in a row is than its commit. */
  readonly stampToCommitMs: Percentiles;
  readonly usage: Usage;
  readonly outcomes: Readonly<Partial<Record<Kind, KindOutcome>>>;
  readonly hops: readonly Hop[];
  readonly calm: Calm;
  /** Orders on their way in the middle of the window and at its end. */
  readonly onTheirWay: readonly [number, number];
  readonly resent: number;
  /** Every request with its answer, for whoever audits. */
  readonly answered: readonly { readonly status: number; readonly key: string; readonly orderId: string }[];
}

export interface Instruments {
  readonly target: Target;
  readonly generator: Generator;
  readonly counters: Counters;
  readonly witness: CommitWitness;
  /** p99 of how late a request may be sent before the run is void. */
  readonly maxSlipMs: number;
  readonly calmWithinSeconds: number;
}

/** The names under which {@link Counters} must know what is measured beside the shop. */
export const BYSTANDERS = ['generator', 'bench'] as const;

const LEAD_MS = 500;
/** Two clocks that differ by more cannot tell when an order of a hundred milliseconds began. */
const MOST_CLOCK_DIFFERENCE_MS = 2;

/**
 * Sends a load and measures the shop under it, between the end of the warm-up and the last intended sending.
 *
 * The window has no gap on either side: what is on its way at its beginning and at its end makes up for each other. What
 * was used in it is divided by the orders that were to be sent in it.
 */
export const measure = async (plan: Omit<LoadPlan, 'runId'>, instruments: Instruments): Promise<Measurement> => {
  const { target, generator, counters, witness } = instruments;
  const whole: LoadPlan = { ...plan, runId: `bench-${randomUUID()}` };
  const requests = scheduleOf(whole);
  await generator.prepare(`${target.urls['order'] ?? ''}/orders`, requests);
  // What was committed since the last reading belongs to nobody.
  await witness.read();
  const clock = await counters.clockDifference();
  const startsAtMs = Date.now() + LEAD_MS;
  const sending = generator.send(startsAtMs);
  await untilEpoch(startsAtMs + plan.warmupSeconds * 1_000);
  const before = await counters.read();
  await untilEpoch(startsAtMs + (plan.warmupSeconds + plan.seconds) * 1_000);
  const after = await counters.read();
  const sent = await sending;
  const calm = await awaitCalm(target, instruments.calmWithinSeconds);
  const commits = await witness.read();
  const found = await readOrders(target, whole.runId, startsAtMs - LEAD_MS);
  const hearings = await readHearings(target, startsAtMs - LEAD_MS);

  const onTheWay = hearings.filter(({ consumer }) => movesAnOrderOn(consumer));
  const aside = hearings.filter(({ consumer }) => !movesAnOrderOn(consumer));
  const window: Window = { fromMs: before.atMs, toMs: after.atMs };
  const orders = ordersOf(requests, sent.answers, startsAtMs, endTimes(commits));
  const slipMs = percentilesOf(slips(requests, sent.answers, startsAtMs, window));
  const outcomes = outcomesOf(orders, found.ends);
  const faults = [...requestFaults(requests, sent.answers, found), ...endFaults(outcomes)];
  return {
    plan: whole,
    voided: voidingOf(slipMs, clock, sent, instruments.maxSlipMs),
    faults,
    accepted: orders.length,
    ...latencies(requests, sent.answers, startsAtMs, orders, window),
    cdcMs: cdcLatencies(commits, onTheWay, window),
    cdcAsideMs: cdcLatencies(commits, aside, window),
    slipMs,
    stampToCommitMs: percentilesOf(commits.map(({ committedAtMs, stampedAtMs }) => committedAtMs - stampedAtMs)),
    usage: usageOf(before, after, orders, window),
    outcomes,
    hops: hopsOf(orders, commits, hearings, window),
    calm,
    onTheirWay: [onTheirWay(orders, (window.fromMs + window.toMs) / 2), onTheirWay(orders, window.toMs)],
    resent: sent.resent,
    answered: sent.answers.map(({ status, orderId }, index) => ({ status, orderId, key: requests[index]?.key ?? '' })),
  };
};

const slips = (
  requests: readonly PlannedRequest[],
  answers: readonly Answer[],
  startsAtMs: number,
  window: Window,
): readonly number[] =>
  requests.flatMap(({ atMs }, index) => {
    const answer = answers[index];
    return answer !== undefined && isIn(window, startsAtMs + atMs) ? [answer.sentMs - atMs] : [];
  });

const latencies = (
  requests: readonly PlannedRequest[],
  answers: readonly Answer[],
  startsAtMs: number,
  orders: readonly OrderRecord[],
  window: Window,
): Pick<Measurement, 'ordersPerSecond' | 'sagaMs' | 'postMs'> => {
  const ended = orders.filter(({ endedAtMs }) => endedAtMs !== undefined && isIn(window, endedAtMs)).length;
  return {
    ordersPerSecond: rounded((ended * 1_000) / (window.toMs - window.fromMs), 1),
    sagaMs: sagaLatencies(orders, window),
    postMs: percentilesOf(
      requests.flatMap(({ atMs }, index) => {
        const answer = answers[index];
        return answer !== undefined && isIn(window, startsAtMs + atMs) ? [answer.answeredMs - atMs] : [];
      }),
    ),
  };
};

const usageOf = (before: Snapshot, after: Snapshot, orders: readonly OrderRecord[], window: Window): Usage =>
  usageBetween(before, after, orders.filter(({ intendedAtMs }) => isIn(window, intendedAtMs)).length, BYSTANDERS);

/** Why a run is no measurement: a late generator, or clocks that cannot be compared. */
export const voidingOf = (
  slipMs: Pick<Percentiles, 'p99'>,
  clock: { readonly ms: number; readonly uncertaintyMs: number },
  { clockDriftMs }: Pick<Answers, 'clockDriftMs'>,
  maxSlipMs: number,
): readonly string[] => [
  ...(slipMs.p99 > maxSlipMs
    ? [
        `the generator was late: one request in a hundred by ${slipMs.p99} ms or more, ${maxSlipMs} ms at most are allowed`,
      ]
    : []),
  ...(Math.abs(clock.ms) - clock.uncertaintyMs > MOST_CLOCK_DIFFERENCE_MS
    ? [`Postgres’s clock is ${rounded(clock.ms)} ms away from ours: measure on the machine of the shop`]
    : []),
  ...(clockDriftMs > MOST_CLOCK_DIFFERENCE_MS ? [`the machine’s clock was set by ${rounded(clockDriftMs)} ms`] : []),
];

const endFaults = (outcomes: Readonly<Partial<Record<Kind, KindOutcome>>>): readonly string[] =>
  Object.entries(outcomes).flatMap(([kind, { wrong }]) =>
    Object.entries(wrong).map(([end, count]) => `${count} orders of kind "${kind}" ended ${end}`),
  );
