import { topics } from '@tidemark/contracts';
import { change } from '@tidemark/event-store';
import { consumer } from '@tidemark/messaging';
import { decideShipment, shipmentSource } from '../persistence/shipments.ts';

/** A shipment may leave only after shipping has heard that its order is confirmed. */
export const orders = consumer({
  name: 'shipping.orders',
  topics: [topics.orderEvents],
  pace: 'calm',
  hears: ['OrderConfirmed'],
  reads: ({ orderId }) => [change(shipmentSource, orderId)],
  handle: ({ orderId }, unit) => {
    decideShipment(unit, { type: 'ConfirmShipment', orderId });
  },
});
