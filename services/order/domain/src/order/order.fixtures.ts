import type {
  Address,
  CancelReason,
  CatalogPrice,
  FulfillmentCommand,
  OrderFact,
  OrderLine,
  OrderPlaced,
  PlaceOrder,
} from './order.ts';

export const orderId = 'order-1';

export const address: Address = {
  recipient: 'Ada Quist',
  street: '12 Harbor Lane',
  postalCode: '24103',
  city: 'Kiel',
  country: 'DE',
};

export const line = (sku: string, quantity = 1): OrderLine => ({ sku, quantity });

export const euros = (unitPriceMinor: number): CatalogPrice => ({ unitPriceMinor, currency: 'EUR' });

export const dollars = (unitPriceMinor: number): CatalogPrice => ({ unitPriceMinor, currency: 'USD' });

export const catalog: Readonly<Record<string, CatalogPrice>> = { lamp: euros(2_500), rug: euros(9_900) };

export const placeOrder = (
  lines: readonly OrderLine[] = [line('lamp', 2)],
  prices: Readonly<Record<string, CatalogPrice>> = catalog,
): PlaceOrder => ({
  type: 'PlaceOrder',
  orderId,
  customerId: 'customer-1',
  emailAddress: 'ada@example.org',
  cardToken: 'tok_approved',
  address,
  lines,
  prices: new Map(Object.entries(prices)),
});

export const confirm: FulfillmentCommand = { type: 'ConfirmOrder', orderId };

export const requestCancellation = (wording: string | null = null): FulfillmentCommand => ({
  type: 'RequestCancellation',
  orderId,
  wording,
});

export const refuseCancellation: FulfillmentCommand = { type: 'RefuseCancellation', orderId };

export const cancelOrder = (reason: CancelReason = 'CUSTOMER'): FulfillmentCommand => ({
  type: 'CancelOrder',
  orderId,
  reason,
});

export const dispatch = (trackingCode: string | null = 'TRACK-1'): FulfillmentCommand => ({
  type: 'DispatchOrder',
  orderId,
  trackingCode,
});

export const deliver: FulfillmentCommand = { type: 'DeliverOrder', orderId };

export const placed: OrderPlaced = {
  type: 'OrderPlaced',
  orderId,
  customerId: 'customer-1',
  emailAddress: 'ada@example.org',
  lines: [{ sku: 'lamp', quantity: 2, unitPriceMinor: 2_500 }],
  totalMinor: 5_000,
  currency: 'EUR',
  cardToken: 'tok_approved',
  address,
};

export const confirmed: OrderFact = { type: 'OrderConfirmed', orderId };

export const cancellationRequested = (wording: string | null = null): OrderFact => ({
  type: 'OrderCancellationRequested',
  orderId,
  wording,
});

export const cancellationRefused: OrderFact = { type: 'OrderCancellationRefused', orderId };

export const canceled = (reason: CancelReason = 'CUSTOMER'): OrderFact => ({ type: 'OrderCanceled', orderId, reason });

export const dispatched = (trackingCode: string | null = 'TRACK-1'): OrderFact => ({
  type: 'OrderDispatched',
  orderId,
  trackingCode,
});

export const delivered: OrderFact = { type: 'OrderDelivered', orderId };
