import type { InventoryEvent, PaymentEvent, ShippingEvent } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { text, uuid } from '@tidemark/pacts';

export const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What an answer says is in its name, but for the tracking code; the rest of it is for others. */
export const fulfillmentNeeds: Needs<InventoryEvent | PaymentEvent | ShippingEvent> = {
  StockReserved: { reads: { orderId: uuid }, examples: [{ orderId }] },
  StockReservationRefused: {
    reads: { orderId: uuid },
    examples: [{ orderId, reason: 'SHORT', shortages: [{ sku: 'lamp', requested: 2, available: 1 }] }],
  },
  StockReleased: { reads: { orderId: uuid }, examples: [{ orderId }] },
  PaymentCaptured: {
    reads: { orderId: uuid },
    examples: [{ orderId, amountMinor: 5_000, currency: 'EUR', providerReference: 'ch_1' }],
  },
  PaymentDeclined: { reads: { orderId: uuid }, examples: [{ orderId, declineCode: 'insufficient_funds' }] },
  PaymentRefunded: { reads: { orderId: uuid }, examples: [{ orderId, amountMinor: 5_000, currency: 'EUR' }] },
  PaymentVoided: { reads: { orderId: uuid }, examples: [{ orderId }] },
  ShipmentScheduled: { reads: { orderId: uuid }, examples: [{ orderId, shipmentId: orderId }] },
  ShipmentRefused: { reads: { orderId: uuid }, examples: [{ orderId, reason: 'ADDRESS_NOT_SERVED' }] },
  ShipmentCanceled: { reads: { orderId: uuid }, examples: [{ orderId }] },
  ShipmentCancellationRefused: { reads: { orderId: uuid }, examples: [{ orderId }] },
  ShipmentDispatched: {
    reads: { orderId: uuid, trackingCode: text },
    examples: [{ orderId, shipmentId: orderId, lines: [{ sku: 'lamp', quantity: 2 }], trackingCode: 'TRACK-1' }],
  },
  ShipmentDelivered: { reads: { orderId: uuid }, examples: [{ orderId, shipmentId: orderId }] },
};
