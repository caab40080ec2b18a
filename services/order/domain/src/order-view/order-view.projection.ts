import type { OrderEvent as OrderMessage, OrderPlaced } from '@tidemark/contracts';
import { causeOf } from '@tidemark/contracts';
import type { ProjectedAt, Projection } from '@tidemark/kernel';
import { assertNever } from '@tidemark/kernel';
import type { OrderViewRow } from './order-view.ts';

type Later = Exclude<OrderMessage, OrderPlaced>;

const evolve = (row: OrderViewRow | undefined, message: OrderMessage, at: ProjectedAt): OrderViewRow | undefined => {
  if (message.type === 'OrderPlaced') return placed(message, at);
  return row && { ...row, ...changes(message), updatedAt: at.occurredAt, version: at.streamVersion };
};

const placed = (message: OrderPlaced, at: ProjectedAt): OrderViewRow => ({
  orderId: message.orderId,
  customerId: message.customerId,
  status: 'Placed',
  lines: message.lines,
  totalMinor: message.totalMinor,
  currency: message.currency,
  cancelReason: null,
  trackingCode: null,
  placedAt: at.occurredAt,
  updatedAt: at.occurredAt,
  version: at.streamVersion,
});

const changes = (message: Later): Partial<OrderViewRow> => {
  switch (message.type) {
    case 'OrderConfirmed':
    case 'OrderCancellationRefused':
      // The refusal comes from a dispatch that may not have been heard yet: until it is, the order stands as confirmed.
      return { status: 'Confirmed' };
    case 'OrderCancellationRequested':
      return { status: 'CancellationRequested' };
    case 'OrderCanceled':
      return { status: 'Canceled', cancelReason: causeOf(message) };
    case 'OrderDispatched':
      return { status: 'Dispatched', trackingCode: message.trackingCode };
    case 'OrderDelivered':
      return { status: 'Delivered' };
    default:
      return assertNever(message);
  }
};

/** Folds the public messages of an order into the row that customers read; the topic alone is enough. */
export const orderView: Projection<OrderViewRow, OrderMessage> = { evolve };
