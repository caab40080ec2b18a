import type { OrderCanceledReason, OrderEvent as OrderMessage } from '@tidemark/contracts';
import { assertNever } from '@tidemark/kernel';
import type { CancelReason, OrderFact, OrderState } from '../order/order.ts';

/**
 * Gives every fact of the order stream its public form: exactly one message each, so that a view can count them.
 *
 * Fails with {@link FactBeforeOrderPlaced} when the stream does not begin with OrderPlaced. Card token and address
 * never leave here; the e-mail address leaves only in what the customer is written to about.
 */
export const publish = (fact: OrderFact, stateAfter: OrderState): readonly [OrderMessage] => [
  publicForm(fact, stateAfter),
];

const publicForm = (fact: OrderFact, order: OrderState): OrderMessage => {
  if (order.status === 'Unplaced') throw new FactBeforeOrderPlaced(fact.orderId, fact.type);
  const { orderId, customerId, emailAddress, totalMinor, currency, pieces } = order;
  const recipient = { orderId, customerId, emailAddress };
  switch (fact.type) {
    case 'OrderPlaced':
      return { type: fact.type, orderId, customerId, lines: fact.lines, totalMinor, currency };
    case 'OrderConfirmed':
      return { type: fact.type, ...recipient, totalMinor, currency, pieces };
    case 'OrderCancellationRequested':
      return { type: fact.type, orderId, reason: fact.wording };
    case 'OrderCancellationRefused':
      return { type: fact.type, orderId };
    case 'OrderCanceled':
      return { type: fact.type, ...recipient, reason: asFirstSaid(fact.reason), cause: fact.reason };
    case 'OrderDispatched':
      return { type: fact.type, ...recipient, trackingCode: fact.trackingCode };
    case 'OrderDelivered':
      return { type: fact.type, ...recipient };
    default:
      return assertNever(fact);
  }
};

/** Readers of the first schema have no symbol for an operator, and no default to read instead; they go on to hear this. */
const asFirstSaid = (cause: CancelReason): OrderCanceledReason => (cause === 'OPERATOR' ? 'CUSTOMER' : cause);

/** A stream of an order holds a fact before OrderPlaced: something else wrote to it. Look at its first facts. */
export class FactBeforeOrderPlaced extends Error {
  readonly code = 'ORDER.FACT_BEFORE_ORDER_PLACED';
  readonly orderId: string;
  readonly factType: string;

  constructor(orderId: string, factType: string) {
    super(`Order ${orderId} holds ${factType} before OrderPlaced; look at the first facts of its stream.`);
    this.name = 'FactBeforeOrderPlaced';
    this.orderId = orderId;
    this.factType = factType;
  }
}
