import type { Violation } from '../invariants.ts';

/** An answer to POST /orders that a caller got, or that the service remembers. */
export interface Acknowledgment {
  readonly status: number;
  /** The Idempotency-Key; absent in a list that does not know it. */
  readonly key?: string;
  readonly orderId?: string;
}

/**
 * I5: every acknowledged POST exists, every refused one left nothing.
 *
 * `remembered` is what the order service says it answered, by key; `orders` are the orders that exist, and `callers` what
 * somebody outside was told, if there is such a list.
 */
export const judgeAcknowledged = (
  remembered: ReadonlyMap<string, Acknowledgment>,
  orders: ReadonlySet<string>,
  callers: readonly Acknowledgment[],
): readonly Violation[] => [
  ...[...remembered.values()].flatMap((answer) => judgeAnswer('the service', answer, orders)),
  ...lastWordOfEach(callers).flatMap((answer) => [
    ...judgeAnswer('the caller', answer, orders),
    ...judgeMemory(answer, answer.key === undefined ? undefined : remembered.get(answer.key)),
  ]),
];

/** A caller who asks again with the same key may be refused first and accepted then: being accepted is what counts. */
const lastWordOfEach = (callers: readonly Acknowledgment[]): readonly Acknowledgment[] => {
  const accepted = new Set(callers.filter(wasAccepted).map(({ key }) => key));
  return callers.filter((answer) => wasAccepted(answer) || answer.key === undefined || !accepted.has(answer.key));
};

const wasAccepted = ({ status }: Acknowledgment): boolean => status >= 200 && status < 300;

const judgeAnswer = (who: string, answer: Acknowledgment, orders: ReadonlySet<string>): readonly Violation[] => {
  const { orderId, status } = answer;
  if (orderId === undefined) return [];
  const wrong = (expected: string, found: string): Violation => ({
    invariant: 'I5',
    orderId,
    subject: `order ${orderId}`,
    expected,
    found,
  });
  if (wasAccepted(answer)) return orders.has(orderId) ? [] : [wrong(`an order, as ${who} was told`, 'none')];
  return orders.has(orderId) ? [wrong(`no order, as ${who} was told ${status}`, 'one')] : [];
};

/** The same key never has two answers: what was refused is not remembered as accepted, and one key names one order. */
const judgeMemory = (told: Acknowledgment, memory: Acknowledgment | undefined): readonly Violation[] => {
  if (memory === undefined) return [];
  const wrong = (expected: string, found: string): Violation => ({
    invariant: 'I5',
    ...(memory.orderId !== undefined && { orderId: memory.orderId }),
    subject: `key ${String(told.key)}`,
    expected,
    found,
  });
  // A server's failure, or no answer at all, leaves open whether the request came through: both are right.
  if (wasAccepted(told)) {
    return told.orderId === memory.orderId
      ? []
      : [wrong(`order ${String(told.orderId)}`, `order ${String(memory.orderId)}`)];
  }
  const wasRefused = told.status >= 400 && told.status < 500 && told.status !== 409 && told.status !== 429;
  return wasRefused && wasAccepted(memory)
    ? [wrong(`nothing, after ${told.status}`, `order ${String(memory.orderId)}`)]
    : [];
};
