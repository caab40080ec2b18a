import type {
  CancelShipment,
  ScheduleShipment,
  ScheduleShipmentAddress,
  ScheduleShipmentLine,
  ShipmentRefusedReason,
} from '@tidemark/contracts';

export type ShipmentLine = ScheduleShipmentLine;

export type ShipmentAddress = ScheduleShipmentAddress;

/** The order was confirmed: its shipment may leave. */
export interface ConfirmShipment {
  readonly type: 'ConfirmShipment';
  readonly orderId: string;
}

/** The carrier took the shipment. */
export interface DispatchShipment {
  readonly type: 'DispatchShipment';
  readonly orderId: string;
  readonly trackingCode: string;
}

/** The recipient has it. */
export interface DeliverShipment {
  readonly type: 'DeliverShipment';
  readonly orderId: string;
}

export type ShipmentCommand = ScheduleShipment | CancelShipment | ConfirmShipment | DispatchShipment | DeliverShipment;

export interface ShipmentScheduled {
  readonly type: 'ShipmentScheduled';
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly ShipmentLine[];
  readonly address: ShipmentAddress;
}

/** The order will not be shipped. */
export interface ShipmentRefused {
  readonly type: 'ShipmentRefused';
  readonly orderId: string;
  readonly reason: ShipmentRefusedReason;
}

/** Nothing was shipped for the order, and nothing ever will be. */
export interface ShipmentCanceled {
  readonly type: 'ShipmentCanceled';
  readonly orderId: string;
}

/** It was too late to cancel. */
export interface ShipmentCancellationRefused {
  readonly type: 'ShipmentCancellationRefused';
  readonly orderId: string;
}

/** Private: nobody outside needs to hear that shipping has heard. */
export interface OrderConfirmationHeard {
  readonly type: 'OrderConfirmationHeard';
  readonly orderId: string;
}

export interface ShipmentDispatched {
  readonly type: 'ShipmentDispatched';
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly ShipmentLine[];
  readonly trackingCode: string;
}

export interface ShipmentDelivered {
  readonly type: 'ShipmentDelivered';
  readonly orderId: string;
  readonly shipmentId: string;
}

export type ShipmentFact =
  | ShipmentScheduled
  | ShipmentRefused
  | ShipmentCanceled
  | ShipmentCancellationRefused
  | OrderConfirmationHeard
  | ShipmentDispatched
  | ShipmentDelivered;

/** `Unknown`: heard of, never asked for. `Canceled`: also when it was never asked for, or is asked for too late. */
export type ShipmentStatus = 'Unknown' | 'Scheduled' | 'Refused' | 'Canceled' | 'Dispatched' | 'Delivered';

/** The row is the state: what stands here is all that is remembered, every answer included. */
export interface Shipment {
  readonly orderId: string;
  /** Set once it was scheduled, and for ever: ScheduleShipment was answered by ShipmentScheduled. */
  readonly shipmentId: string | null;
  readonly status: ShipmentStatus;
  readonly lines: readonly ShipmentLine[];
  readonly address: ShipmentAddress | null;
  readonly trackingCode: string | null;
  readonly orderConfirmed: boolean;
  /** Set once it was refused, and for ever: ScheduleShipment was answered by ShipmentRefused. */
  readonly refusal: ShipmentRefusedReason | null;
  /** How CancelShipment was answered. */
  readonly cancellation: 'accepted' | 'refused' | null;
}

/** Only whoever stands in the warehouse hears of these. */
export interface ShipmentRejection {
  readonly code:
    'SHIPMENT_UNKNOWN' | 'SHIPMENT_REFUSED' | 'SHIPMENT_CANCELED' | 'ORDER_NOT_CONFIRMED' | 'NOT_DISPATCHED';
}
