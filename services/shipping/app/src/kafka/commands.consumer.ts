import { topics } from '@tidemark/contracts';
import { consumer } from '@tidemark/messaging';
import { decideShipment, shipments } from '../persistence/shipments.ts';

/** What the fulfillment of an order asks of shipping; each is answered, also when it comes again. */
export const commands = consumer({
  name: 'shipping.commands',
  topics: [topics.shippingCommands],
  hears: ['ScheduleShipment', 'CancelShipment'],
  reads: (command) => shipments.reads(command),
  handle: (command, unit) => {
    decideShipment(unit, command);
  },
});
