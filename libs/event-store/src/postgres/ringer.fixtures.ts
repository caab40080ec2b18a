import type { Handler } from '../handler.ts';
import { recordOf } from '../house.fixtures.ts';
import { change } from '../sources.ts';
import { causeOf, ring, till, tills } from '../till.fixtures.ts';
import type { Incoming } from '../unit-of-work.ts';

/** The nth message about an order: the facts of its till tell which were handled, and in what order. */
export interface Nth {
  readonly orderId: string;
  readonly nth: number;
}

export const incomingOf = (name: string, { orderId, nth }: Nth): Incoming<Nth> => ({
  input: { orderId, nth },
  cause: causeOf('message-1'),
  id: `${name}/${orderId}/${String(nth)}`,
  lane: orderId,
  record: { ...recordOf(orderId), offset: String(nth) },
});

/** Rings each message at the till of its order, unless told that it fails. */
export const ringerOf = (name: string, fails: (input: Nth) => boolean = () => false): Handler<Nth> => ({
  name,
  reads: ({ orderId }) => [change(till, orderId)],
  handle: (input, unit) => {
    unit.decide(tills, ring(input.orderId, input.nth));
    if (fails(input)) throw new Error(`no luck with ${input.orderId} ${String(input.nth)}`);
  },
});
