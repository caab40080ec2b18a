import { Bench, describeReader } from '@tidemark/pacts';
import { hear, receive, release, reserve } from '../inventory.stories.fixtures.ts';
import { commands } from './commands.consumer.ts';
import { commandNeeds } from './commands.needs.fixtures.ts';

describeReader({
  reader: commands,
  file: 'services/inventory/app/src/kafka/commands.needs.fixtures.ts',
  needs: commandNeeds,
  handlings: [
    async (command) => {
      await new Bench().hear(commands, command);
    },
    async (command) => {
      const bench = new Bench();
      await receive(bench, 5);
      await bench.hear(commands, command);
    },
    async (command) => {
      const bench = new Bench();
      await receive(bench, 5);
      await hear(bench, reserve);
      await bench.hear(commands, command);
    },
    async (command) => {
      const bench = new Bench();
      await hear(bench, release);
      await bench.hear(commands, command);
    },
  ],
});
