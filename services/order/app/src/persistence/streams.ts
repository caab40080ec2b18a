import type { EventSourced, ProcessStored } from '@tidemark/event-store';
import { aggregateOf, change } from '@tidemark/event-store';
import type {
  FulfillmentCommand,
  FulfillmentInput,
  FulfillmentRejection,
  FulfillmentState,
  OrderFact,
  OrderState,
} from '@tidemark/order-domain';
import { fulfillment, orderDecider, publish, upcastOrderFact } from '@tidemark/order-domain';
import type { ProcessBinding } from '@tidemark/process';

/** The streams `order-<id>`. */
export const orderStream: EventSourced<OrderState, OrderFact> = {
  stored: 'facts',
  category: 'order',
  // 2: the state counts the pieces.
  definition: 2,
  initial: orderDecider.initial,
  evolve: orderDecider.evolve,
  upcast: upcastOrderFact,
  publish,
};

export const orders = aggregateOf(orderDecider, orderStream, ({ orderId }) => orderId);

/** The processes `fulfillment-<orderId>`. */
export const fulfillmentProcess: ProcessStored<FulfillmentState> = {
  stored: 'process',
  category: 'fulfillment',
  initial: fulfillment.initial,
};

/** The process and the order it decides for change in one unit. */
export const fulfillments: ProcessBinding<
  FulfillmentState,
  FulfillmentInput,
  FulfillmentCommand,
  FulfillmentRejection
> = {
  source: fulfillmentProcess,
  process: fulfillment,
  alsoReads: (orderId) => [change(orderStream, orderId)],
  apply: (unit, command) => {
    const decision = unit.decide(orders, command);
    if (decision.kind === 'rejected') {
      throw new Error(`The order ${command.orderId} refused ${command.type}, which its process decided.`);
    }
  },
};
