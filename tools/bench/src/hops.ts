import type { CommittedMessage } from './commit-witness.ts';
import type { OrderRecord, Window } from './figures.ts';
import { isIn } from './figures.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf } from './histogram.ts';
import type { Hearing } from './readings.ts';

/** A stretch of an order's way, and how long it took. */
export interface Hop {
  readonly name: string;
  readonly ms: Percentiles;
}

/** The messages that carry a plain order, and who moves it on. */
const WAY = [
  { type: 'ReserveStock', heardBy: 'inventory.commands' },
  { type: 'StockReserved', heardBy: 'order.fulfillment' },
  { type: 'CapturePayment', heardBy: 'payment.commands' },
  { type: 'PaymentCaptured', heardBy: 'order.fulfillment' },
  { type: 'ScheduleShipment', heardBy: 'shipping.commands' },
  { type: 'ShipmentScheduled', heardBy: 'order.fulfillment' },
] as const;

const END = 'OrderConfirmed';

/** Whether an order waits for what this consumer does. */
export const movesAnOrderOn = (consumer: string): boolean => WAY.some(({ heardBy }) => heardBy === consumer);

/**
 * Cuts the way of the plain orders of a window into what lies between two moments that are known: sent, committed, heard,
 * committed, and so on to the end. The medians of the parts are not exactly the median of the whole.
 */
export const hopsOf = (
  orders: readonly OrderRecord[],
  commits: readonly CommittedMessage[],
  hearings: readonly Hearing[],
  window: Window,
): readonly Hop[] => {
  const firstCommit = new Map<string, CommittedMessage>();
  for (const commit of commits) {
    const place = `${commit.key} ${commit.type}`;
    if (!firstCommit.has(place)) firstCommit.set(place, commit);
  }
  const heardAt = new Map(
    hearings.map(({ consumer, messageId, handledAtMs }) => [`${consumer} ${messageId}`, handledAtMs]),
  );
  const durations = new Map<string, number[]>();
  const add = (name: string, ms: number): void => {
    const known = durations.get(name);
    if (known === undefined) durations.set(name, [ms]);
    else known.push(ms);
  };
  for (const { kind, orderId, intendedAtMs } of orders) {
    if (kind !== 'plain' || !isIn(window, intendedAtMs)) continue;
    let since = intendedAtMs;
    let doing = 'POST, to the commit';
    for (const { type, heardBy } of WAY) {
      const commit = firstCommit.get(`${orderId} ${type}`);
      const heard = heardAt.get(`${heardBy} ${commit?.id ?? ''}`);
      if (commit === undefined || heard === undefined) break;
      add(doing, commit.committedAtMs - since);
      add(`${type} to ${heardBy}`, heard - commit.committedAtMs);
      since = heard;
      doing = `${heardBy} works on ${type}`;
    }
    const end = firstCommit.get(`${orderId} ${END}`);
    if (end !== undefined && doing.endsWith('ShipmentScheduled')) add(doing, end.committedAtMs - since);
  }
  return [...durations].map(([name, all]) => ({ name, ms: percentilesOf(all) }));
};
