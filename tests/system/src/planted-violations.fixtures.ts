import type { InvariantId } from '@tidemark/auditor';

/** Spoils one order behind the back of the services, as only the database's administrator can. */
export interface Plant {
  readonly invariant: InvariantId;
  readonly what: string;
  /** What kind of order is spoiled. */
  readonly order: 'confirmed' | 'canceled';
  readonly service: string;
  /** `$1` is the order. */
  readonly sql: readonly string[];
}

const plant = (
  invariant: InvariantId,
  what: string,
  service: string,
  sql: string | readonly string[],
  order: Plant['order'] = 'confirmed',
): Plant => ({ invariant, what, order, service, sql: typeof sql === 'string' ? [sql] : sql });

const fact = (version: number, type: string): string =>
  `insert into event (stream_id, version, type, data, message_id, correlation_id, traceparent, actor, recorded_at)
   values ('order-' || $1, ${String(version)}, '${type}', '{}', 'm', 'c', 't', 'a', now())`;

/** The last step of the order, as if an operator had declared the payment settled outside instead. */
export const CLOSED_BY_HAND = `update journal set input = 'AnswerSettledOutside', actor = 'operator:ada'
  where process_id = 'fulfillment-' || $1
    and version = (select version from head where stream_id = 'fulfillment-' || $1)`;

/** What the order service records beside that step. */
export const DECLARED = `insert into fulfillment_operation (message_id, order_id, input, answer, reason, actor, at)
  select message_id, substr(process_id, 13)::uuid, input, 'payment', 'Paid back.', actor, at from journal
  where process_id = 'fulfillment-' || $1 and input = 'AnswerSettledOutside'`;

/** At least one for each invariant that an order can break. */
export const plants: readonly Plant[] = [
  plant(
    'I1',
    'a piece that vanished between reservation and stock',
    'inventory',
    `update event set data = jsonb_set(data, '{quantity}', '1')
     where type = 'StockReserved' and message_id = (select message_id from event where stream_id = 'reservation-' || $1)`,
  ),
  plant(
    'I2',
    'a debit without its credit',
    'payment',
    `delete from ledger_entry where order_id = $1 and side = 'credit'`,
  ),
  plant(
    'I2',
    'money that the ledger has and the provider has not',
    'payment',
    `update ledger_entry set amount_minor = amount_minor + 1 where order_id = $1`,
  ),
  plant('I3', 'a second end', 'order', [fact(3, 'OrderCanceled'), fact(4, 'OrderDispatched')]),
  plant(
    'I3',
    'a fulfillment that stands still',
    'order',
    `update head set snapshot = snapshot || '{"status": "AwaitingPayment"}' where stream_id = 'fulfillment-' || $1`,
  ),
  plant('I3', 'an answer settled outside, and nobody says why', 'order', CLOSED_BY_HAND, 'canceled'),
  plant(
    'I4',
    'a confirmed order without a shipment',
    'shipping',
    `update shipment set status = 'Canceled', cancellation = 'accepted' where order_id = $1`,
  ),
  plant('I5', 'an acknowledged order that is gone', 'order', `delete from event where stream_id = 'order-' || $1`),
  plant(
    'I6',
    'a message that its consumer never handled',
    'notification',
    `delete from inbox where message_id in (select id::text from "order".outbox where key = $1)`,
  ),
  plant('I6', 'a record that nobody sent', 'shipping', `delete from outbox where key = $1`),
  plant(
    'I6',
    'a message that took effect twice',
    'payment',
    `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
     select gen_random_uuid(), topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload
     from outbox where key = $1`,
  ),
  plant('I7', 'a fact that is missing', 'order', `delete from event where stream_id = 'order-' || $1 and version = 2`),
  plant('I8', 'a row that says another thing', 'order', `update order_view_v1 set total_minor = 1 where order_id = $1`),
  plant('I9', 'a row that went back', 'order', `update order_view_v1 set version = 0 where order_id = $1`),
  plant(
    'I10',
    'a canceled order whose shipment goes on',
    'shipping',
    `update shipment set status = 'Scheduled', cancellation = null where order_id = $1`,
    'canceled',
  ),
  plant(
    'I11',
    'a dead letter of a record that never was',
    'inventory',
    `insert into dead_letter (id, consumer, topic, partition, "offset", key, value, headers, code, cause, stack, at)
     values (gen_random_uuid(), 'inventory.commands', 'inventory.commands.v1', 0, 1000000, convert_to($1, 'UTF8'), null, '{}', 'C', 'c', 's', now())`,
  ),
  plant(
    'I11',
    'a message that is held and may come again',
    'shipping',
    `insert into held (id, consumer, lane, message_id, topic, partition, "offset", key, headers, timestamp_ms, attempts, due_at)
     values (gen_random_uuid(), 'shipping.nobody', 'l', 'm', 'shipping.commands.v1', 0, 0, convert_to($1, 'UTF8'), '{}', 0, 1, now())`,
  ),
  plant(
    'I12',
    'a rest that wants to be woken',
    'order',
    `insert into deadline (process_id, status, cause, due_at) values ('fulfillment-' || $1, 'AwaitingStock', '{}', now() + interval '1 day')`,
  ),
  plant(
    'I12',
    'stock that is held for a canceled order',
    'inventory',
    `delete from event where stream_id = 'reservation-' || $1 and type = 'ReservationReleased'`,
    'canceled',
  ),
  plant('I13', 'a customer who was never told', 'notification', `delete from notification where order_id = $1`),
];
