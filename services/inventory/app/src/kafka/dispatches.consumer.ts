import type { ShipmentDispatched } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { ShipStock } from '@tidemark/inventory-domain';
import { consumer } from '@tidemark/messaging';
import { shelves } from '../persistence/streams.ts';

/** What shipping hands to the carrier is no longer on the shelf. */
export const dispatches = consumer({
  name: 'inventory.dispatches',
  topics: [topics.shippingEvents],
  hears: ['ShipmentDispatched'],
  reads: (dispatched) => shelves.reads(shipStock(dispatched)),
  handle: (dispatched, unit) => {
    unit.decide(shelves, shipStock(dispatched));
  },
});

const shipStock = ({ orderId, lines }: ShipmentDispatched): ShipStock => ({ type: 'ShipStock', orderId, lines });
