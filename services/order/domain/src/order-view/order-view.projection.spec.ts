import type { OrderEvent as OrderMessage } from '@tidemark/contracts';
import { projectedAt, specifyProjection } from '@tidemark/spec';
import { describe, it } from 'vitest';
import { orderView } from './order-view.projection.ts';
import type { OrderViewRow } from './order-view.ts';

const given = specifyProjection(orderView);

const orderId = 'order-1';
const customer = { orderId, customerId: 'customer-1', emailAddress: 'ada@example.org' };
const lines = [{ sku: 'lamp', quantity: 2, unitPriceMinor: 2_500 }];
const money = { totalMinor: 5_000, currency: 'EUR' };

const placed: OrderMessage = { type: 'OrderPlaced', orderId, customerId: 'customer-1', lines, ...money };
const confirmed: OrderMessage = { type: 'OrderConfirmed', ...customer, ...money, pieces: 2 };
const requested: OrderMessage = { type: 'OrderCancellationRequested', orderId, reason: 'changed my mind' };
const refused: OrderMessage = { type: 'OrderCancellationRefused', orderId };
const canceled: OrderMessage = { type: 'OrderCanceled', ...customer, reason: 'CUSTOMER', cause: 'OPERATOR' };
const canceledBefore: OrderMessage = { ...canceled, reason: 'OUT_OF_STOCK', cause: 'OTHER' };
const dispatched: OrderMessage = { type: 'OrderDispatched', ...customer, trackingCode: 'TRACK-1' };
const delivered: OrderMessage = { type: 'OrderDelivered', ...customer };

const row = (version: number, changes: Partial<OrderViewRow>): OrderViewRow => ({
  orderId,
  customerId: 'customer-1',
  status: 'Placed',
  lines,
  ...money,
  cancelReason: null,
  trackingCode: null,
  placedAt: projectedAt(1).occurredAt,
  updatedAt: projectedAt(version).occurredAt,
  version,
  ...changes,
});

describe('the view of an order', () => {
  it('shows an order from the moment it is placed', () => {
    given(placed).then(row(1, {}));
  });

  it('follows an order to its delivery', () => {
    given(placed, confirmed).then(row(2, { status: 'Confirmed' }));
    given(placed, confirmed, dispatched).then(row(3, { status: 'Dispatched', trackingCode: 'TRACK-1' }));
    given(placed, confirmed, dispatched, delivered).then(row(4, { status: 'Delivered', trackingCode: 'TRACK-1' }));
  });

  it('shows that a cancellation is asked for before it is decided', () => {
    given(placed, confirmed, requested).then(row(3, { status: 'CancellationRequested' }));
  });

  it('shows why an order was canceled', () => {
    given(placed, requested, canceled).then(row(3, { status: 'Canceled', cancelReason: 'OPERATOR' }));
  });

  it('shows the reason of an order that was canceled before its cause was told', () => {
    given(placed, canceledBefore).then(row(2, { status: 'Canceled', cancelReason: 'OUT_OF_STOCK' }));
  });

  it('shows an order as confirmed again when its cancellation was refused', () => {
    given(placed, confirmed, requested, refused).then(row(4, { status: 'Confirmed' }));
  });

  it('has no row for an order whose placing it has not seen', () => {
    given(confirmed).thenNoRow();
  });
});
