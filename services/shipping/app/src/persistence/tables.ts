import type { RowTable } from '@tidemark/event-store';
import type { Shipment } from '@tidemark/shipping-domain';

/** One row per order: the whole state of its shipment, every recorded answer included. */
export const shipmentTable: RowTable<Shipment> = {
  name: 'shipment',
  key: 'orderId',
  properties: [
    'orderId',
    'shipmentId',
    'status',
    'lines',
    'address',
    'trackingCode',
    'orderConfirmed',
    'refusal',
    'cancellation',
  ],
  onConflict: 'replace',
};
