import type { OrderEvent as OrderMessage } from '@tidemark/contracts';
import { projectedAt } from '@tidemark/spec';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  cancelOrder,
  confirm,
  deliver,
  dispatch,
  placeOrder,
  refuseCancellation,
  requestCancellation,
} from '../order/order.fixtures.ts';
import type { OrderCommand, OrderState } from '../order/order.ts';
import { orderDecider } from '../order/order.decider.ts';
import type { OrderViewRow } from '../order-view/order-view.ts';
import { orderView } from '../order-view/order-view.projection.ts';
import { publish } from './publish.ts';

const decided = fc.constantFrom<OrderCommand>(
  ...[confirm, refuseCancellation, dispatch(), dispatch(null), deliver, cancelOrder('OUT_OF_STOCK')],
  ...[requestCancellation('changed my mind'), requestCancellation()],
);

interface Told {
  readonly order: OrderState;
  readonly messages: readonly OrderMessage[];
}

const toldOf = (commands: readonly OrderCommand[]): Told => {
  let order: OrderState = orderDecider.initial;
  const messages: OrderMessage[] = [];
  for (const command of commands) {
    const decision = orderDecider.decide(command, order);
    for (const fact of decision.kind === 'accepted' ? decision.facts : []) {
      order = orderDecider.evolve(order, fact);
      messages.push(...publish(fact, order));
    }
  }
  return { order, messages };
};

it('tells enough for a view that reads nothing but the messages to agree with the stream (law 4)', () => {
  fc.assert(
    fc.property(fc.array(decided, { maxLength: 12 }), (commands) => {
      const { order, messages } = toldOf([placeOrder(), ...commands]);
      const row = messages.reduce<OrderViewRow | undefined>(
        (before, message, index) => orderView.evolve(before, message, projectedAt(index + 1)),
        undefined,
      );
      const { orderId, customerId, status, totalMinor, currency, version } = row!;
      expect({ orderId, customerId, status, totalMinor, currency, version }).toEqual({
        ...{ orderId: 'order-1', customerId: 'customer-1', totalMinor: 5_000, currency: 'EUR' },
        status: order.status,
        version: messages.length,
      });
    }),
  );
});
