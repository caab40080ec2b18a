import { fold } from '@tidemark/kernel';
import { decidesTotally, evolvesTotally, sameCommandAgain } from '@tidemark/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CancelReason, FulfillmentCommand, OrderCommand, OrderFact, OrderState, PlaceOrder } from './order.ts';
import { orderDecider } from './order.decider.ts';
import {
  canceled,
  cancelOrder,
  cancellationRefused,
  cancellationRequested,
  confirm,
  confirmed,
  deliver,
  delivered,
  dispatch,
  dispatched,
  dollars,
  euros,
  line,
  placed,
  placeOrder,
  refuseCancellation,
  requestCancellation,
} from './order.fixtures.ts';

const skus = ['lamp', 'rug', 'sofa'] as const;

const placing: fc.Arbitrary<PlaceOrder> = fc
  .record({
    lines: fc.array(
      fc.record({ sku: fc.constantFrom(...skus), quantity: fc.constantFrom(0, 1, 2, 1.5, Number.MAX_SAFE_INTEGER) }),
      { maxLength: 3 },
    ),
    prices: fc.dictionary(fc.constantFrom(...skus), fc.constantFrom(euros(100), euros(2_500), dollars(700))),
  })
  .map(({ lines, prices }) => placeOrder(lines, prices));

const reasons: fc.Arbitrary<CancelReason> = fc.constantFrom('OUT_OF_STOCK', 'PAYMENT_TIMEOUT', 'CUSTOMER');

const decided: fc.Arbitrary<FulfillmentCommand> = fc.oneof(
  fc.constantFrom(confirm, refuseCancellation, dispatch(null), dispatch(), deliver),
  fc.constantFrom(null, 'changed my mind').map(requestCancellation),
  reasons.map(cancelOrder),
);

const commands: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 1, arbitrary: fc.oneof(placing, fc.constant(placeOrder([line('lamp', 2)]))) },
  { weight: 2, arbitrary: decided },
);

const facts: fc.Arbitrary<OrderFact> = fc.constantFrom(
  placed,
  confirmed,
  cancellationRequested(),
  cancellationRefused,
  canceled(),
  dispatched(),
  delivered,
);

const after = (state: OrderState, given: readonly OrderCommand[]): OrderState =>
  given.reduce((before, command) => {
    const decision = orderDecider.decide(command, before);
    return decision.kind === 'accepted' ? decision.facts.reduce(orderDecider.evolve, before) : before;
  }, state);

describe('laws of the order', () => {
  it('answers every command in every state', () => {
    decidesTotally({ decider: orderDecider, commands });
  });

  it('gives a state for every fact after every other', () => {
    evolvesTotally({ decider: orderDecider, facts });
  });

  it('changes no state when the same command comes again, and answers the same (law 1)', () => {
    sameCommandAgain({ decider: orderDecider, commands });
  });

  it('accepts every command of the process in every state, with at most one fact', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 8 }), decided, (history, command) => {
        const decision = orderDecider.decide(command, fold(orderDecider, history));
        expect(decision.kind).toBe('accepted');
        expect(decision).toSatisfy(({ facts: recorded }: { facts: readonly OrderFact[] }) => recorded.length <= 1);
      }),
    );
  });

  it('never changes what was placed, whatever is placed again (law 2)', () => {
    fc.assert(
      fc.property(fc.array(commands), fc.array(commands), (first, since) => {
        const before = after(after(orderDecider.initial, [placeOrder()]), first);
        const later = after(before, since);
        expect({ ...later, status: before.status }).toEqual(before);
      }),
    );
  });

  it('never leaves an end: what was canceled stays canceled, what was dispatched is at most delivered (law 8)', () => {
    fc.assert(
      fc.property(fc.constantFrom(cancelOrder(), dispatch(), deliver), fc.array(commands), (end, since) => {
        const before = after(orderDecider.initial, [placeOrder(), end]);
        const ends = before.status === 'Dispatched' ? ['Dispatched', 'Delivered'] : [before.status];
        expect(ends).toContain(after(before, since).status);
      }),
    );
  });
});
