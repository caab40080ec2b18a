// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

// A long is a number here: the codec refuses a value that is no safe integer.

/** The order came to its end without a shipment; everything asked for has been undone. */
export interface OrderCanceled {
  readonly type: 'OrderCanceled';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The customer who placed the order. */
  readonly customerId: string;
  /** Where the customer wants to be written to. */
  readonly emailAddress: string;
  /** Why the order was canceled, as v1 can say it: CUSTOMER also when an operator undid the order. Read cause instead. */
  readonly reason: OrderCanceledReason;
  /** Why the order was canceled. OTHER in what was written before v2: then reason tells. */
  readonly cause: OrderCanceledCause;
}

/** Why an order ended without a shipment. */
export type OrderCanceledReason =
  'OUT_OF_STOCK' | 'PAYMENT_DECLINED' | 'PAYMENT_TIMEOUT' | 'SHIPMENT_REFUSED' | 'CUSTOMER';

/** Why an order ended without a shipment. OTHER is what readers see of a cause that they do not know yet. */
export type OrderCanceledCause =
  'OUT_OF_STOCK' | 'PAYMENT_DECLINED' | 'PAYMENT_TIMEOUT' | 'SHIPMENT_REFUSED' | 'CUSTOMER' | 'OPERATOR' | 'OTHER';

/** The order could not be canceled any more, because it had been dispatched. */
export interface OrderCancellationRefused {
  readonly type: 'OrderCancellationRefused';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** The customer asked to cancel the order; whether it can be is not decided yet. */
export interface OrderCancellationRequested {
  readonly type: 'OrderCancellationRequested';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** What the customer gave as the reason, if anything. */
  readonly reason: string | null;
}

/** Stock is reserved, the payment captured and the shipment scheduled: the order will be fulfilled. */
export interface OrderConfirmed {
  readonly type: 'OrderConfirmed';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The customer who placed the order. */
  readonly customerId: string;
  /** Where the customer wants to be written to. */
  readonly emailAddress: string;
  /** What was captured, in minor units of the currency. */
  readonly totalMinor: number;
  /** ISO 4217 code of every amount in this record. */
  readonly currency: string;
  /** Pieces over all lines; 0 in what was written before v2, which did not count them. */
  readonly pieces: number;
}

/** The order's shipment reached its recipient. */
export interface OrderDelivered {
  readonly type: 'OrderDelivered';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The customer who placed the order. */
  readonly customerId: string;
  /** Where the customer wants to be written to. */
  readonly emailAddress: string;
}

/** The order's shipment left the warehouse: the order can no longer be canceled. */
export interface OrderDispatched {
  readonly type: 'OrderDispatched';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The customer who placed the order. */
  readonly customerId: string;
  /** Where the customer wants to be written to. */
  readonly emailAddress: string;
  /** The carrier's code for following the shipment; null when only its delivery was heard of. */
  readonly trackingCode: string | null;
}

/** A customer placed an order; its lines are priced and its amounts final. */
export interface OrderPlaced {
  readonly type: 'OrderPlaced';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The customer who placed the order. */
  readonly customerId: string;
  /** What was ordered, each SKU once. */
  readonly lines: readonly OrderPlacedLine[];
  /** Sum over all lines in minor units of the currency. */
  readonly totalMinor: number;
  /** ISO 4217 code of every amount in this record. */
  readonly currency: string;
}

/** One ordered product at the price it was ordered for. */
export interface OrderPlacedLine {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
  /** Price of one piece in minor units of the order's currency. */
  readonly unitPriceMinor: number;
}
