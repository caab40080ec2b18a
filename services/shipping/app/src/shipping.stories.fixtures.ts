import type { OrderConfirmed, ShippingCommand } from '@tidemark/contracts';
import type { Bench } from '@tidemark/pacts';
import type { DeliverShipment, DispatchShipment } from '@tidemark/shipping-domain';
import { commands } from './kafka/commands.consumer.ts';
import { orders } from './kafka/orders.consumer.ts';
import { handleShipment } from './shipments.commands.ts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const address = { recipient: 'Ada', street: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

export const schedule: ShippingCommand = {
  type: 'ScheduleShipment',
  orderId,
  lines: [
    { sku: 'lamp', quantity: 2 },
    { sku: 'desk', quantity: 1 },
  ],
  address,
};
export const scheduleAbroad: ShippingCommand = { ...schedule, address: { ...address, country: 'AQ' } };
export const cancel: ShippingCommand = { type: 'CancelShipment', orderId };
export const confirmed: OrderConfirmed = {
  type: 'OrderConfirmed',
  orderId,
  customerId: 'customer-1',
  emailAddress: 'ada@example.org',
  totalMinor: 7_500,
  currency: 'EUR',
  pieces: 3,
};
export const dispatch: DispatchShipment = { type: 'DispatchShipment', orderId, trackingCode: 'TRACK-1' };
export const deliver: DeliverShipment = { type: 'DeliverShipment', orderId };

type Step = ShippingCommand | OrderConfirmed | DispatchShipment | DeliverShipment;

/** What order and the warehouse say, in their order. */
export const tell = async (bench: Bench, ...story: readonly Step[]): Promise<void> => {
  for (const step of story) {
    switch (step.type) {
      case 'ScheduleShipment':
      case 'CancelShipment':
        await bench.hear(commands, step);
        break;
      case 'OrderConfirmed':
        await bench.hear(orders, step);
        break;
      case 'DispatchShipment':
      case 'DeliverShipment': {
        const { reads, handle } = handleShipment(step);
        await bench.execute(reads, handle);
        break;
      }
    }
  }
};
