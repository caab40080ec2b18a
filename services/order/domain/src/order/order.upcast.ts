import type { OrderCancellationRequested, OrderFact } from './order.ts';

/** As version 1 stored it: the customer's words were called a reason, as the code of an OrderCanceled is. */
export interface OrderCancellationRequestedV1 {
  readonly type: 'OrderCancellationRequested';
  readonly orderId: string;
  readonly reason: string | null;
}

/** Every form in which a fact of an order may stand in a stream. A form that was stored once stays here for ever. */
export type StoredOrderFact = OrderFact | OrderCancellationRequestedV1;

/** The form that a fact has today. Streams are never rewritten. */
export const upcastOrderFact = (stored: StoredOrderFact): OrderFact =>
  stored.type === 'OrderCancellationRequested' ? cancellationRequested(stored) : stored;

const cancellationRequested = (
  stored: OrderCancellationRequested | OrderCancellationRequestedV1,
): OrderCancellationRequested => {
  if ('wording' in stored) return stored;
  const { type, orderId, reason } = stored;
  return { type, orderId, wording: reason };
};
