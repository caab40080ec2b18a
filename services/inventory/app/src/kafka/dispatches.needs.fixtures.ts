import type { ShipmentDispatched } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { each, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What is booked is what was held; the lines name the streams. */
export const dispatchNeeds: Needs<ShipmentDispatched> = {
  ShipmentDispatched: {
    reads: { orderId: uuid, lines: each({ sku: text }) },
    examples: [{ orderId, shipmentId: orderId, lines: [{ sku: 'lamp', quantity: 2 }], trackingCode: 'TRACK-1' }],
  },
};
