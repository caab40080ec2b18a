import type { Violation } from './invariants.ts';
import { ofOrder } from './invariants.ts';
import { holdingOf, netOf } from './judgments/holdings.ts';
import type { Declared, OpenJob, OrderCase } from './order-case.ts';

/** Something that would be a violation, had an operator not taken it upon themselves. */
export interface DeclaredException extends Declared {
  readonly orderId: string;
  /** What is found because of it; empty when the undo was answered all the same. */
  readonly found: readonly string[];
}

/** Whether an operator has declared this undo settled outside. */
export const isDeclared = ({ process }: OrderCase, answer: 'payment' | 'stock'): boolean =>
  process?.declared.some((declared) => declared.answer === answer) ?? false;

/** All of what was paid may have stayed where it is; a part of it may not. */
export const mayKeepMoney = (known: OrderCase): boolean =>
  isDeclared(known, 'payment') && netOf(known.payment) === known.order?.totalMinor;

/** The pieces may lie there as they were held; they may not have been shipped. */
export const mayHoldStock = (known: OrderCase): boolean => isDeclared(known, 'stock') && holdingOf(known) === 'held';

/** The undo that nobody waits for any more may still be tried outside. */
export const mayStayOpen = (known: OrderCase, { service }: OpenJob): boolean =>
  service === 'payment' && isDeclared(known, 'payment');

/** The exceptions of an order, with what is found because of each. */
export const exceptionsOf = (known: OrderCase): readonly DeclaredException[] =>
  (known.process?.declared ?? []).map((declared) => ({
    orderId: known.orderId,
    ...declared,
    found: declared.answer === 'payment' ? keptMoney(known) : mayHoldStock(known) ? ['stock held'] : [],
  }));

const keptMoney = (known: OrderCase): readonly string[] => [
  ...(mayKeepMoney(known) ? [`${netOf(known.payment)} paid`] : []),
  ...known.openJobs
    .filter((job) => mayStayOpen(known, job))
    .map(({ kind, attempts }) => `${kind} still tried, ${attempts} attempts so far`),
];

/** I3: who closes by hand says which answer was settled, why, and by whom; a step without that excuses nothing. */
export const judgeDeclared = ({ orderId, process }: OrderCase): readonly Violation[] => {
  const steps = process?.steps.filter(({ input }) => input === 'AnswerSettledOutside').length ?? 0;
  const declared = process?.declared.length ?? 0;
  return steps === declared
    ? []
    : [ofOrder('I3', orderId)(`${steps} reasons for ${steps} answers settled outside`, String(declared))];
};
