import type { Customer } from './customers.ts';
import { rightEnds } from './orders.ts';
import type { Course, Struck } from './run-schedule.ts';
import type { Fault } from './schedule.ts';
import { NEEDED_TO_ORDER } from './schedule.ts';
import type { World } from './world.ts';

interface Judged {
  readonly violations: readonly string[];
  readonly accepted: number;
  readonly unanswered: number;
  readonly paymentTimeouts: number;
}

/** What became of an order, from the order service's facts. */
export interface Found {
  readonly end: string;
  /** When its payment's deadline was set and when it passed, where that is what canceled it. Epoch milliseconds. */
  readonly paymentFromMs: number | null;
  readonly paymentToMs: number | null;
}

/** The payment's deadline, in the harness as under `npm start`. */
const PAYMENT_DEADLINE_MS = 20_000;
/** For so long after it is healed a fault may still be felt: what must be at rest by then was on its way until then. */
const FELT_FOR_MS = 30_000;
const LOST_SHARE = 0.001;

/** What the order service knows of the orders of this run, held against what their customers know. */
export const judgeCustomers = async (world: World, course: Course): Promise<Judged> =>
  judgeAgainst(await foundOrders(world, course.runId), course);

/** Every customer was served, every order has come to the right end, and nobody was turned away without a reason. */
export const judgeAgainst = (
  found: ReadonlyMap<string, Found>,
  course: Pick<Course, 'customers' | 'schedule' | 'struck'>,
): Judged => {
  const accepted = course.customers.filter(({ orderId }) => orderId !== undefined);
  const timeouts = accepted.filter((customer) => isTimeout(found.get(customer.orderId ?? '')));
  const attempts = course.customers.flatMap(({ answers }) => answers);
  // Of two requests with one key at the same moment, one is told that the other is in flight: that is an answer.
  const unanswered = attempts.filter(({ status }) => status !== 202 && status !== 409);
  const excuse = course.schedule.faults.some(touchesOrders);
  const ids = new Set(accepted.map(({ orderId }) => orderId));
  return {
    accepted: accepted.length,
    unanswered: unanswered.length,
    paymentTimeouts: timeouts.length,
    violations: [
      ...course.customers.flatMap(({ order, stillWantsTo }) =>
        stillWantsTo === undefined ? [] : [`the customer ${order.key} (${order.kind}) could not ${stillWantsTo}`],
      ),
      ...(ids.size === accepted.length ? [] : ['one order was promised to two customers']),
      ...[...found.keys()]
        .filter((orderId) => !ids.has(orderId))
        .map((orderId) => `order ${orderId} exists, and nobody was told so`),
      ...accepted.flatMap((customer) => wrongEnd(customer, found.get(customer.orderId ?? ''), course.struck)),
      ...(!excuse && unanswered.length > LOST_SHARE * attempts.length
        ? [
            `${unanswered.length} of ${attempts.length} POST /orders were not accepted, though nothing they need was broken`,
          ]
        : []),
    ],
  };
};

const wrongEnd = (
  { order, orderId = '' }: Customer,
  found: Found | undefined,
  struck: readonly Struck[],
): readonly string[] => {
  if (found === undefined) return [`order ${orderId} (${order.kind}) was accepted and does not exist`];
  if (rightEnds[order.kind].includes(found.end)) return [];
  if (isTimeout(found) && isExcused(found, struck)) return [];
  return [`order ${orderId} (${order.kind}): expected ${rightEnds[order.kind].join(' or ')}; found ${found.end}`];
};

const isTimeout = (found: Found | undefined): boolean => found?.end === 'Canceled PAYMENT_TIMEOUT';

/** The deadline was kept to the second, and something was broken meanwhile. */
const isExcused = ({ paymentFromMs, paymentToMs }: Found, struck: readonly Struck[]): boolean =>
  paymentFromMs !== null &&
  paymentToMs !== null &&
  paymentToMs - paymentFromMs >= PAYMENT_DEADLINE_MS - 1 &&
  struck.some(({ fromMs, toMs }) => fromMs <= paymentToMs && toMs + FELT_FOR_MS >= paymentFromMs);

/** Without the order service or its database nobody can take an order. */
const touchesOrders = (fault: Fault): boolean => {
  switch (fault.kind) {
    case 'kill':
    case 'freeze':
      return NEEDED_TO_ORDER.has(fault.target);
    case 'crash-point':
    case 'replay':
    case 'start-without-registry':
      return fault.service === 'order';
    case 'kill-everything':
      return true;
    case 'cut':
    case 'one-way':
    case 'slow':
    case 'reset':
      return fault.client === 'order' && fault.server === 'postgres';
    case 'provider':
    case 'duplicates':
    case 'poison':
    case 'unlawful':
    case 'slot-dropped':
      return false;
  }
};

/** All orders that were placed under the name of the run. */
const foundOrders = async ({ query }: World, runId: string): Promise<ReadonlyMap<string, Found>> => {
  const rows = await query<Found & { orderId: string }>(
    'order',
    `with placed as (
       select stream_id, substr(stream_id, length('order-') + 1) as id from event
       where type = 'OrderPlaced' and stream_id like 'order-%' and data->>'customerId' = $1
     ), ended as (
       select stream_id,
              max(case type when 'OrderDispatched' then '3 Dispatched'
                            when 'OrderCanceled' then '2 Canceled ' || (data->>'reason')
                            when 'OrderConfirmed' then '1 Confirmed' else '0 none' end) as last
       from event where stream_id in (select stream_id from placed) group by stream_id
     ), deadline_passed as (
       select process_id, version, (extract(epoch from at) * 1000)::float8 as at from journal
       where from_status = 'AwaitingPayment' and input = 'DeadlinePassed'
     )
     select placed.id as "orderId", substr(ended.last, 3) as end,
            (extract(epoch from entered.at) * 1000)::float8 as "paymentFromMs", passed.at as "paymentToMs"
     from placed join ended using (stream_id)
     left join deadline_passed passed on passed.process_id = 'fulfillment-' || placed.id
     left join journal entered on entered.process_id = passed.process_id and entered.version = passed.version - 1`,
    [runId],
  );
  return new Map(rows.map(({ orderId, ...found }) => [orderId, found]));
};
