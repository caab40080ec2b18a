import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase, OrderStream, ProcessReading } from '../order-case.ts';
import { RESTS } from '../rest.ts';

/** What the facts of an order say it is, read off by hand: no rule of the order service is asked. */
export const standingOf = ({ facts }: Pick<OrderStream, 'facts'>): string => {
  const last = facts.findLast((type) => type in STANDING);
  return last === undefined ? 'Placed' : (STANDING[last] ?? 'Placed');
};

const STANDING: Readonly<Record<string, string>> = {
  OrderConfirmed: 'Confirmed',
  OrderCancellationRefused: 'Confirmed',
  OrderCancellationRequested: 'CancellationRequested',
  OrderCanceled: 'Canceled',
  OrderDispatched: 'Dispatched',
  OrderDelivered: 'Delivered',
};

/** Which standings of the order belong to which rest of its fulfillment. */
const STANDINGS: Readonly<Record<string, readonly string[]>> = {
  Confirmed: ['Confirmed'],
  Dispatched: ['Dispatched', 'Delivered'],
  Abandoned: ['Canceled'],
};

/** I3: every accepted order rests at Confirmed or is at exactly one end, and an end never changes. */
export const judgeEnds = (
  { orderId, order, process, isBeforeRest }: OrderCase,
  patienceMs: number,
): readonly Violation[] => {
  const wrong = ofOrder('I3', orderId);
  if (order === undefined) return process ? [wrong('an order stream behind its fulfillment', 'no fact of it')] : [];
  return [
    ...judgeFacts(order).map(([expected, found]) => wrong(expected, found)),
    ...judgeRest(order, process, isBeforeRest ? '' : ` after ${patienceMs / 1_000} s`).map(([expected, found]) =>
      wrong(expected, found),
    ),
    ...(process ? judgeSteps(process).map(([expected, found]) => wrong(expected, found)) : []),
  ];
};

type Difference = readonly [expected: string, found: string];

const judgeFacts = ({ facts }: OrderStream): readonly Difference[] => {
  const said = facts.join(', ');
  const differences: Difference[] = [];
  if (facts[0] !== 'OrderPlaced' || facts.lastIndexOf('OrderPlaced') > 0) {
    differences.push(['OrderPlaced first, and once', said]);
  }
  const canceled = facts.indexOf('OrderCanceled');
  if (canceled >= 0 && canceled < facts.length - 1) differences.push(['nothing after OrderCanceled', said]);
  const dispatched = facts.indexOf('OrderDispatched');
  if (dispatched >= 0 && facts.slice(dispatched + 1).some((type, index) => type !== 'OrderDelivered' || index > 0)) {
    differences.push(['nothing after OrderDispatched but one OrderDelivered', said]);
  }
  return differences;
};

const judgeRest = (order: OrderStream, process: ProcessReading | undefined, when: string): readonly Difference[] => {
  if (process === undefined) return [['a fulfillment, begun with the order', 'none']];
  if (!RESTS.has(process.status)) {
    return [[`Confirmed, Dispatched or Abandoned${when}`, process.status]];
  }
  const standing = standingOf(order);
  const fitting = STANDINGS[process.status] ?? [];
  return fitting.includes(standing)
    ? []
    : [[`an order that is ${fitting.join(' or ')}, as its fulfillment is ${process.status}`, standing]];
};

/** The journal is a chain from the start to where the process stands, and does not leave an end. */
const judgeSteps = ({ status, steps }: ProcessReading): readonly Difference[] => {
  const way = ['NotStarted', ...steps.map(({ to }) => to)];
  const told = way.join(' → ');
  const differences: Difference[] = [];
  if (steps.some(({ from }, index) => from !== way[index])) {
    differences.push([
      'a journal whose steps follow each other',
      steps.map(({ from, to }) => `${from} → ${to}`).join(', '),
    ]);
  }
  if (way.at(-1) !== status) differences.push([`a journal that ends at ${status}`, told]);
  const end = way.findIndex((state) => state === 'Dispatched' || state === 'Abandoned');
  if (end >= 0 && way.slice(end).some((state) => state !== way[end])) {
    differences.push([`${String(way[end])} for ever`, told]);
  }
  return differences;
};
