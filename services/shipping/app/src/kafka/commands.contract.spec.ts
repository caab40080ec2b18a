import type { ShippingCommand } from '@tidemark/contracts';
import { Bench, describeReader } from '@tidemark/pacts';
import { cancel, confirmed, dispatch, schedule, tell } from '../shipping.stories.fixtures.ts';
import { commands } from './commands.consumer.ts';
import { commandNeeds } from './commands.needs.fixtures.ts';

describeReader({
  reader: commands,
  file: 'services/shipping/app/src/kafka/commands.needs.fixtures.ts',
  needs: commandNeeds,
  handlings: [[], [schedule], [cancel], [schedule, confirmed, dispatch]].map(
    (before) => async (command: ShippingCommand) => {
      const bench = new Bench();
      await tell(bench, ...before);
      await bench.hear(commands, command);
    },
  ),
});
