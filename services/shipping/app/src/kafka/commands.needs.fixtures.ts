import type { ShippingCommand } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { each, integer, record, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A shipment keeps what goes where: nobody can be asked for it later. */
export const commandNeeds: Needs<ShippingCommand> = {
  ScheduleShipment: {
    from: 'order',
    reads: {
      orderId: uuid,
      lines: each({ sku: text, quantity: integer }),
      address: record({ recipient: text, street: text, postalCode: text, city: text, country: text }),
    },
    examples: [
      {
        orderId,
        lines: [{ sku: 'lamp', quantity: 2 }],
        address: { recipient: 'Ada', street: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
      },
    ],
  },
  CancelShipment: { from: 'order', reads: { orderId: uuid }, examples: [{ orderId }] },
};
