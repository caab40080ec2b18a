import type { OrderEvent } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { currencyCode, each, integer, oneOf, orNull, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const customer = { orderId, customerId: 'customer-1', emailAddress: 'ada@example.org' };
/** A row carries the version of its stream, so each message must say which it is. */
const headers = ['streamVersion'] as const;

/** The row is made of OrderPlaced; what comes later changes its status, and seldom more. */
export const orderViewNeeds: Needs<OrderEvent> = {
  OrderPlaced: {
    reads: {
      orderId: uuid,
      customerId: text,
      lines: each({ sku: text, quantity: integer, unitPriceMinor: integer }),
      totalMinor: integer,
      currency: currencyCode,
    },
    headers,
    examples: [
      {
        orderId,
        customerId: 'customer-1',
        lines: [{ sku: 'lamp', quantity: 2, unitPriceMinor: 2_500 }],
        totalMinor: 5_000,
        currency: 'EUR',
      },
    ],
  },
  OrderConfirmed: {
    reads: { orderId: uuid },
    headers,
    examples: [{ ...customer, totalMinor: 5_000, currency: 'EUR', pieces: 2 }],
  },
  OrderCancellationRequested: { reads: { orderId: uuid }, headers, examples: [{ orderId, reason: 'changed my mind' }] },
  OrderCancellationRefused: { reads: { orderId: uuid }, headers, examples: [{ orderId }] },
  // OTHER is what older bytes are read as, and nothing that is made today.
  OrderCanceled: {
    reads: {
      orderId: uuid,
      reason: oneOf('OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER'),
      cause: oneOf('OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER', 'OPERATOR'),
    },
    headers,
    examples: [
      { ...customer, reason: 'OUT_OF_STOCK', cause: 'OUT_OF_STOCK' },
      { ...customer, reason: 'PAYMENT_DECLINED', cause: 'PAYMENT_DECLINED' },
      { ...customer, reason: 'PAYMENT_TIMEOUT', cause: 'PAYMENT_TIMEOUT' },
      { ...customer, reason: 'SHIPMENT_REFUSED', cause: 'SHIPMENT_REFUSED' },
      { ...customer, reason: 'CUSTOMER', cause: 'CUSTOMER' },
      { ...customer, reason: 'CUSTOMER', cause: 'OPERATOR' },
    ],
  },
  OrderDispatched: {
    reads: { orderId: uuid, trackingCode: orNull(text) },
    headers,
    examples: [
      { ...customer, trackingCode: 'TRACK-1' },
      { ...customer, trackingCode: null },
    ],
  },
  OrderDelivered: { reads: { orderId: uuid }, headers, examples: [customer] },
};
