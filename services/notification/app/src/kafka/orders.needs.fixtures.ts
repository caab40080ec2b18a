import type { OrderCanceled, OrderConfirmed, OrderDelivered, OrderDispatched } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { integer, oneOf, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const customer = { orderId, customerId: 'customer-1', emailAddress: 'ada@example.org' };
const reads = { orderId: uuid, emailAddress: text };

/** Whom to write to about which order, and the one thing that is told of it. */
export const orderNeeds: Needs<OrderConfirmed | OrderCanceled | OrderDispatched | OrderDelivered> = {
  OrderConfirmed: {
    reads: { ...reads, pieces: integer },
    examples: [{ ...customer, totalMinor: 5_000, currency: 'EUR', pieces: 2 }],
  },
  // OTHER is what older bytes are read as, and nothing that is made today.
  OrderCanceled: {
    reads: {
      ...reads,
      reason: oneOf('OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER'),
      cause: oneOf('OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER', 'OPERATOR'),
    },
    examples: [
      { ...customer, reason: 'OUT_OF_STOCK', cause: 'OUT_OF_STOCK' },
      { ...customer, reason: 'PAYMENT_DECLINED', cause: 'PAYMENT_DECLINED' },
      { ...customer, reason: 'PAYMENT_TIMEOUT', cause: 'PAYMENT_TIMEOUT' },
      { ...customer, reason: 'SHIPMENT_REFUSED', cause: 'SHIPMENT_REFUSED' },
      { ...customer, reason: 'CUSTOMER', cause: 'CUSTOMER' },
      { ...customer, reason: 'CUSTOMER', cause: 'OPERATOR' },
    ],
  },
  OrderDispatched: { reads, examples: [{ ...customer, trackingCode: 'TRACK-1' }] },
  OrderDelivered: { reads, examples: [customer] },
};
