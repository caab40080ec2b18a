// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

// A long is a number here: the codec refuses a value that is no safe integer.

/** Asks shipping not to ship the order. Always answered, also when the shipment is unknown or was refused. */
export interface CancelShipment {
  readonly type: 'CancelShipment';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** Asks shipping to prepare the order's shipment. */
export interface ScheduleShipment {
  readonly type: 'ScheduleShipment';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** What to ship, each SKU once. */
  readonly lines: readonly ScheduleShipmentLine[];
  /** Where the shipment goes. */
  readonly address: ScheduleShipmentAddress;
}

/** One product and how many pieces of it. */
export interface ScheduleShipmentLine {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
}

/** A postal address. */
export interface ScheduleShipmentAddress {
  /** Name of the person or company. */
  readonly recipient: string;
  /** Street and house number. */
  readonly street: string;
  /** Postal code, as the country writes it. */
  readonly postalCode: string;
  /** Town or city. */
  readonly city: string;
  /** ISO 3166-1 alpha-2 code of the country. */
  readonly country: string;
}

/** Nothing was shipped for the order, and nothing ever will be. */
export interface ShipmentCanceled {
  readonly type: 'ShipmentCanceled';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** The shipment could not be canceled any more, because it had been dispatched. */
export interface ShipmentCancellationRefused {
  readonly type: 'ShipmentCancellationRefused';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** The shipment reached its recipient. */
export interface ShipmentDelivered {
  readonly type: 'ShipmentDelivered';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Shipping's own name for the shipment. */
  readonly shipmentId: string;
}

/** The shipment left the warehouse. */
export interface ShipmentDispatched {
  readonly type: 'ShipmentDispatched';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Shipping's own name for the shipment. */
  readonly shipmentId: string;
  /** What left the warehouse, so that inventory can book it. */
  readonly lines: readonly ShipmentDispatchedLine[];
  /** The carrier's code for following the shipment. */
  readonly trackingCode: string;
}

/** One product and how many pieces of it. */
export interface ShipmentDispatchedLine {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
}

/** The order will not be shipped. */
export interface ShipmentRefused {
  readonly type: 'ShipmentRefused';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Why the shipment was refused. */
  readonly reason: ShipmentRefusedReason;
}

/** Why a shipment was refused: nothing is delivered to the address, or it had been canceled before it was asked for. */
export type ShipmentRefusedReason = 'ADDRESS_NOT_SERVED' | 'CANCELED_BEFORE';

/** The shipment is prepared and leaves once the order is confirmed. */
export interface ShipmentScheduled {
  readonly type: 'ShipmentScheduled';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Shipping's own name for the shipment. */
  readonly shipmentId: string;
}
