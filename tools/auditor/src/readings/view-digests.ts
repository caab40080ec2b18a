import { createHash } from 'node:crypto';
import type { OrderCanceled, OrderEvent } from '@tidemark/contracts';

/**
 * One row of the order view as one text, then as a digest, made three times without a line in common with the service:
 * of the row that stands (SQL), of the facts in the event store (SQL), of the messages on the topic (here).
 *
 * The parts, in this order: customer, status, lines, total, currency, why canceled, tracking code, placed at, updated at
 * (epoch milliseconds), version.
 */
const digest = (parts: string): string => `md5(concat_ws('|', ${parts}))`;

const linesOf = (lines: string): string =>
  `(select string_agg(concat(l->>'sku', '×', l->>'quantity', '×', l->>'unitPriceMinor'), ',' order by position)
    from jsonb_array_elements(${lines}) with ordinality as t (l, position))`;

const msOf = (time: string): string => `(extract(epoch from ${time}) * 1000)::bigint`;

export const STANDING_VIEW = `
  select order_id::text as id, version,
         ${digest(`customer_id, status, ${linesOf('lines')}, total_minor, currency, coalesce(cancel_reason, '-'),
                   coalesce(tracking_code, '-'), ${msOf('placed_at')}, ${msOf('updated_at')}, version`)} as digest
  from "order".order_view`;

/** Which fact means which status; the last one that means any is what the order is. */
const STATUS_OF: Readonly<Record<string, string>> = {
  OrderPlaced: 'Placed',
  OrderConfirmed: 'Confirmed',
  OrderCancellationRequested: 'CancellationRequested',
  OrderCancellationRefused: 'Confirmed',
  OrderCanceled: 'Canceled',
  OrderDispatched: 'Dispatched',
  OrderDelivered: 'Delivered',
};

const lastStatus = `case (array_agg(type order by version desc))[1] ${Object.entries(STATUS_OF)
  .map(([type, status]) => `when '${type}' then '${status}'`)
  .join(' ')} end`;

const ofType = (type: string, value: string): string => `max(${value}) filter (where type = '${type}')`;

export const FOLD_OF_FACTS = `
  select substr(stream_id, 7) as id,
         ${digest(`${ofType('OrderPlaced', `data->>'customerId'`)}, ${lastStatus},
                   ${ofType('OrderPlaced', linesOf(`data->'lines'`))},
                   ${ofType('OrderPlaced', `data->>'totalMinor'`)}, ${ofType('OrderPlaced', `data->>'currency'`)},
                   coalesce(${ofType('OrderCanceled', `data->>'reason'`)}, '-'),
                   coalesce(${ofType('OrderDispatched', `data->>'trackingCode'`)}, '-'),
                   ${msOf('min(recorded_at)')}, ${msOf('max(recorded_at)')}, max(version)`)} as digest
  from "order".event where stream_id like 'order-%' group by stream_id`;

/** A message of an order, with what Kafka says about it. */
export interface ToldFact {
  readonly message: OrderEvent;
  readonly streamVersion: number;
  readonly occurredAt: number;
}

/** OTHER was written by who knew no cause yet, or one that we do not know; then the reason tells, but CUSTOMER tells nothing. */
const whyCanceled = (canceled: OrderCanceled | undefined): string => {
  if (canceled === undefined) return '-';
  return canceled.cause === 'OTHER' && canceled.reason !== 'CUSTOMER' ? canceled.reason : canceled.cause;
};

/** The digest that the topic alone leads to. Copies are left out by their version; the order of arrival does not matter. */
export const digestOfTopic = (told: readonly ToldFact[]): string => {
  const byVersion = new Map(told.map((fact) => [fact.streamVersion, fact]));
  const facts = [...byVersion.values()].toSorted((a, b) => a.streamVersion - b.streamVersion);
  const messages = facts.map(({ message }) => message);
  const placed = messages.find((message) => message.type === 'OrderPlaced');
  const canceled = messages.find((message) => message.type === 'OrderCanceled');
  const dispatched = messages.find((message) => message.type === 'OrderDispatched');
  const last = facts.at(-1);
  if (placed === undefined || last === undefined) return 'no OrderPlaced on the topic';
  const parts = [
    placed.customerId,
    STATUS_OF[last.message.type],
    placed.lines.map(({ sku, quantity, unitPriceMinor }) => `${sku}×${quantity}×${unitPriceMinor}`).join(','),
    placed.totalMinor,
    placed.currency,
    whyCanceled(canceled),
    dispatched?.trackingCode ?? '-',
    facts[0]?.occurredAt,
    last.occurredAt,
    last.streamVersion,
  ];
  return createHash('md5').update(parts.join('|')).digest('hex');
};
