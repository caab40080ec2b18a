import type { CommittedMessage } from './commit-witness.ts';
import { meansBetween } from './exposition.ts';
import type { Answer } from './generator-protocol.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf, rounded } from './histogram.ts';
import type { End, Kind } from './mixes.ts';
import { rightEnd } from './mixes.ts';
import { cpuBetween } from './processes.ts';
import type { FoundOrders, Hearing } from './readings.ts';
import type { PlannedRequest } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';

/** An order of the load, from its planned request to its end. */
export interface OrderRecord {
  readonly kind: Kind;
  readonly orderId: string;
  /** Epoch milliseconds: when it was to be sent, and when its end was committed. */
  readonly intendedAtMs: number;
  readonly endedAtMs: number | undefined;
}

/** The first commit of an end, by order. */
export const endTimes = (commits: readonly CommittedMessage[]): ReadonlyMap<string, number> => {
  const ends = new Map<string, number>();
  for (const { type, key, committedAtMs } of commits) {
    if ((type === 'OrderConfirmed' || type === 'OrderCanceled') && !ends.has(key)) ends.set(key, committedAtMs);
  }
  return ends;
};

/** What was accepted, each order once; a request that was sent again has the same order. */
export const ordersOf = (
  requests: readonly PlannedRequest[],
  answers: readonly Answer[],
  startsAtMs: number,
  ends: ReadonlyMap<string, number>,
): readonly OrderRecord[] => {
  const orders = new Map<string, OrderRecord>();
  requests.forEach(({ atMs, kind }, index) => {
    const orderId = answers[index]?.orderId ?? '';
    if (orderId === '' || orders.has(orderId)) return;
    orders.set(orderId, { kind, orderId, intendedAtMs: startsAtMs + atMs, endedAtMs: ends.get(orderId) });
  });
  return [...orders.values()];
};

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export const isIn = ({ fromMs, toMs }: Window, atMs: number): boolean => atMs >= fromMs && atMs < toMs;

/** From the intended sending to the committed end, of the orders that were to be sent in the window. */
export const sagaLatencies = (
  orders: readonly OrderRecord[],
  window: Window,
): Readonly<Record<string, Percentiles>> => {
  const ended = orders.filter(({ intendedAtMs, endedAtMs }) => endedAtMs !== undefined && isIn(window, intendedAtMs));
  const byKind = Map.groupBy(ended, ({ kind }) => kind);
  const latencies = (group: readonly OrderRecord[]): Percentiles =>
    percentilesOf(group.map(({ intendedAtMs, endedAtMs = 0 }) => endedAtMs - intendedAtMs));
  return {
    // A provider that does not answer is waited for as long as the payment service is told to: no speed of ours.
    answered: latencies(ended.filter(({ kind }) => kind !== 'unanswered')),
    ...Object.fromEntries([...byKind].map(([kind, group]) => [kind, latencies(group)])),
  };
};

/** From the commit of a message to the call of each handler that hears it. */
export const cdcLatencies = (
  commits: readonly CommittedMessage[],
  hearings: readonly Hearing[],
  window: Window,
): Percentiles => {
  const committed = new Map(commits.map(({ id, committedAtMs }) => [id, committedAtMs]));
  return percentilesOf(
    hearings.flatMap(({ messageId, handledAtMs }) => {
      const at = committed.get(messageId);
      return at !== undefined && isIn(window, at) ? [handledAtMs - at] : [];
    }),
  );
};

/** How many of each kind were accepted, and how they ended. */
export interface KindOutcome {
  readonly injected: number;
  readonly right: number;
  /** Ends that they should not have had, and how often; `none` for those without an end. */
  readonly wrong: Readonly<Record<string, number>>;
}

/** Holds every accepted order against what was injected with it. */
export const outcomesOf = (
  orders: readonly OrderRecord[],
  found: ReadonlyMap<string, End>,
): Readonly<Partial<Record<Kind, KindOutcome>>> =>
  Object.fromEntries(
    [...Map.groupBy(orders, ({ kind }) => kind)].map(([kind, group]) => {
      const ends = group.map(({ orderId }) => found.get(orderId) ?? 'none');
      const wrong = Map.groupBy(
        ends.filter((end) => end !== rightEnd[kind]),
        (end) => end,
      );
      const outcome: KindOutcome = {
        injected: group.length,
        right: ends.filter((end) => end === rightEnd[kind]).length,
        wrong: Object.fromEntries([...wrong].map(([end, all]) => [end, all.length])),
      };
      return [kind, outcome];
    }),
  );

/** Sentences about requests that were not treated as they must be; none when all were. */
export const requestFaults = (
  requests: readonly PlannedRequest[],
  answers: readonly Answer[],
  found: FoundOrders,
): readonly string[] => {
  const byKey = new Map<string, Set<string>>();
  const repeated = new Set(requests.flatMap(({ key, isRepeat }) => (isRepeat ? [key] : [])));
  const unexpected = new Map<number, number>();
  requests.forEach(({ key }, index) => {
    const { status = 0, orderId = '' } = answers[index] ?? {};
    // Of two equal requests at once, one may be told that the other is in flight; which of them, nobody can say.
    const isRight = status === 202 || (status === 409 && repeated.has(key));
    if (!isRight) unexpected.set(status, (unexpected.get(status) ?? 0) + 1);
    if (orderId !== '') byKey.set(key, (byKey.get(key) ?? new Set()).add(orderId));
  });
  const doubled = [...byKey].filter(([, ids]) => ids.size > 1).length;
  const accepted = new Set([...byKey.values()].flatMap((ids) => [...ids]));
  const missing = [...accepted].filter((id) => !found.placed.has(id)).length;
  return [
    ...[...unexpected].map(([status, count]) =>
      status === 0 ? `${count} requests had no answer` : `${count} requests were answered ${status}`,
    ),
    ...(doubled > 0 ? [`${doubled} keys placed more than one order`] : []),
    ...(missing > 0 ? [`${missing} accepted orders do not exist`] : []),
  ];
};

/** What was used per order between two snapshots. */
export interface Usage {
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  readonly walBytesPerOrder: number;
  readonly kafkaBytesPerOrder: number;
  readonly batch: Readonly<Record<string, number>>;
  /** Of the generator and of this program: not the shop's. */
  readonly bystandersCpuMsPerOrder: Readonly<Record<string, number>>;
}

export const usageBetween = (
  before: Snapshot,
  after: Snapshot,
  orders: number,
  bystanders: readonly string[],
): Usage => {
  const each = (value: number): number => (orders === 0 ? 0 : value / orders);
  const cpu = [...cpuBetween(before.cpu, after.cpu)].map(([name, ms]) => [name, rounded(each(ms), 3)] as const);
  const own = cpu.filter(([name]) => !bystanders.includes(name));
  return {
    cpuMsPerOrder: {
      total: rounded(
        own.reduce((sum, [, ms]) => sum + ms, 0),
        3,
      ),
      ...Object.fromEntries(own),
    },
    bystandersCpuMsPerOrder: Object.fromEntries(cpu.filter(([name]) => bystanders.includes(name))),
    walBytesPerOrder: Math.round(each(after.walBytes - before.walBytes)),
    kafkaBytesPerOrder: Math.round(each(after.kafkaBytes - before.kafkaBytes)),
    batch: Object.fromEntries(
      [...meansBetween(before.chunks, after.chunks)].map(([name, mean]) => [name, rounded(mean)]),
    ),
  };
};

/** How many orders were on their way at a moment. */
export const onTheirWay = (orders: readonly OrderRecord[], atMs: number): number =>
  orders.filter(({ intendedAtMs, endedAtMs = Infinity }) => intendedAtMs <= atMs && endedAtMs > atMs).length;
