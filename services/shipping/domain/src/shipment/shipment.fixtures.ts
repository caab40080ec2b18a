import type { CancelShipment, ScheduleShipment } from '@tidemark/contracts';
import type {
  ConfirmShipment,
  DeliverShipment,
  DispatchShipment,
  OrderConfirmationHeard,
  ShipmentAddress,
  ShipmentCanceled,
  ShipmentCancellationRefused,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentLine,
  ShipmentRefused,
  ShipmentScheduled,
} from './shipment.ts';

export const orderId = '0198c0de-0000-7000-8000-000000000001';

export const lines: readonly ShipmentLine[] = [{ sku: 'lamp', quantity: 2 }];

export const addressIn = (country: string): ShipmentAddress => ({
  recipient: 'Ada Lovelace',
  street: 'Main Street 1',
  postalCode: '10115',
  city: 'Berlin',
  country,
});

export const schedule = (country = 'DE'): ScheduleShipment => ({
  type: 'ScheduleShipment',
  orderId,
  lines,
  address: addressIn(country),
});

export const cancel: CancelShipment = { type: 'CancelShipment', orderId };

export const confirm: ConfirmShipment = { type: 'ConfirmShipment', orderId };

export const dispatch = (trackingCode = 'TRACK-1'): DispatchShipment => ({
  type: 'DispatchShipment',
  orderId,
  trackingCode,
});

export const deliver: DeliverShipment = { type: 'DeliverShipment', orderId };

export const scheduled: ShipmentScheduled = {
  type: 'ShipmentScheduled',
  orderId,
  shipmentId: orderId,
  lines,
  address: addressIn('DE'),
};

export const refused = (reason: ShipmentRefused['reason']): ShipmentRefused => ({
  type: 'ShipmentRefused',
  orderId,
  reason,
});

export const canceled: ShipmentCanceled = { type: 'ShipmentCanceled', orderId };

export const cancellationRefused: ShipmentCancellationRefused = { type: 'ShipmentCancellationRefused', orderId };

export const confirmationHeard: OrderConfirmationHeard = { type: 'OrderConfirmationHeard', orderId };

export const dispatched: ShipmentDispatched = {
  type: 'ShipmentDispatched',
  orderId,
  shipmentId: orderId,
  lines,
  trackingCode: 'TRACK-1',
};

export const delivered: ShipmentDelivered = { type: 'ShipmentDelivered', orderId, shipmentId: orderId };
