import { topics } from '@tidemark/contracts';
import { consumer } from '@tidemark/messaging';
import { shelves } from '../persistence/streams.ts';

/** Holds stock back for orders and gives it back. Each command is answered, however often it is asked. */
export const commands = consumer({
  name: 'inventory.commands',
  topics: [topics.inventoryCommands],
  hears: ['ReserveStock', 'ReleaseStock'],
  reads: (command) => shelves.reads(command),
  handle: (command, unit) => {
    unit.decide(shelves, command);
  },
});
