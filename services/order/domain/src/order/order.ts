import type { OrderCanceledCause, ScheduleShipmentAddress } from '@tidemark/contracts';

/** Where the order goes. It leaves this service only in ScheduleShipment. */
export type Address = ScheduleShipmentAddress;

/** OTHER is for readers of a cause that they do not know; we know ours. */
export type CancelReason = Exclude<OrderCanceledCause, 'OTHER'>;

/** What a customer asks for: one product and how many pieces of it. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A line at the price it was ordered for. */
export interface PricedLine extends OrderLine {
  readonly unitPriceMinor: number;
}

/** What the catalog says about a product at the moment of ordering. */
export interface CatalogPrice {
  readonly unitPriceMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** The customer's only command to this stream; a cancellation goes to the fulfillment process. */
export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly orderId: string;
  readonly customerId: string;
  readonly emailAddress: string;
  readonly cardToken: string;
  readonly address: Address;
  readonly lines: readonly OrderLine[];
  /** By SKU; a product that the catalog does not know is absent. */
  readonly prices: ReadonlyMap<string, CatalogPrice>;
}

export interface ConfirmOrder {
  readonly type: 'ConfirmOrder';
  readonly orderId: string;
}

export interface RequestCancellation {
  readonly type: 'RequestCancellation';
  readonly orderId: string;
  /** In the customer's words. */
  readonly wording: string | null;
}

export interface RefuseCancellation {
  readonly type: 'RefuseCancellation';
  readonly orderId: string;
}

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly orderId: string;
  readonly reason: CancelReason;
}

export interface DispatchOrder {
  readonly type: 'DispatchOrder';
  readonly orderId: string;
  /** Absent when the delivery was heard of, and the dispatch never was. */
  readonly trackingCode: string | null;
}

export interface DeliverOrder {
  readonly type: 'DeliverOrder';
  readonly orderId: string;
}

/** What the fulfillment process decided; the order accepts it in every state. */
export type FulfillmentCommand =
  ConfirmOrder | RequestCancellation | RefuseCancellation | CancelOrder | DispatchOrder | DeliverOrder;

export type OrderCommand = PlaceOrder | FulfillmentCommand;

/** The order as it was placed: its prices are final. Card token and address stay in this house. */
export interface OrderPlaced {
  readonly type: 'OrderPlaced';
  readonly orderId: string;
  readonly customerId: string;
  readonly emailAddress: string;
  readonly lines: readonly PricedLine[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly cardToken: string;
  readonly address: Address;
}

export interface OrderConfirmed {
  readonly type: 'OrderConfirmed';
  readonly orderId: string;
}

export interface OrderCancellationRequested {
  readonly type: 'OrderCancellationRequested';
  readonly orderId: string;
  /** In the customer's words. */
  readonly wording: string | null;
}

export interface OrderCancellationRefused {
  readonly type: 'OrderCancellationRefused';
  readonly orderId: string;
}

export interface OrderCanceled {
  readonly type: 'OrderCanceled';
  readonly orderId: string;
  readonly reason: CancelReason;
}

export interface OrderDispatched {
  readonly type: 'OrderDispatched';
  readonly orderId: string;
  readonly trackingCode: string | null;
}

export interface OrderDelivered {
  readonly type: 'OrderDelivered';
  readonly orderId: string;
}

export type OrderFact =
  | OrderPlaced
  | OrderConfirmed
  | OrderCancellationRequested
  | OrderCancellationRefused
  | OrderCanceled
  | OrderDispatched
  | OrderDelivered;

export interface UnplacedOrder {
  readonly status: 'Unplaced';
}

/** What deciding and publishing need to know of an order, and nothing more. */
export interface PlacedOrder {
  readonly status: 'Placed' | 'Confirmed' | 'CancellationRequested' | 'Canceled' | 'Dispatched' | 'Delivered';
  readonly orderId: string;
  readonly customerId: string;
  readonly emailAddress: string;
  readonly totalMinor: number;
  readonly currency: string;
  /** Over all lines. */
  readonly pieces: number;
}

export type OrderState = UnplacedOrder | PlacedOrder;

/** Why PlaceOrder changes nothing. `UNKNOWN_SKU` is the one that time may heal. */
export type OrderRejection =
  | { readonly code: 'NO_LINES' }
  | { readonly code: 'INVALID_QUANTITY'; readonly skus: readonly string[] }
  | { readonly code: 'DUPLICATE_SKU'; readonly skus: readonly string[] }
  | { readonly code: 'UNKNOWN_SKU'; readonly skus: readonly string[] }
  | { readonly code: 'MIXED_CURRENCIES'; readonly currencies: readonly string[] }
  | { readonly code: 'TOTAL_TOO_LARGE' }
  | { readonly code: 'NOTHING_TO_PAY' };
