import { Bench, describeReader } from '@tidemark/pacts';
import { hear, receive, reserve } from '../inventory.stories.fixtures.ts';
import { dispatches } from './dispatches.consumer.ts';
import { dispatchNeeds } from './dispatches.needs.fixtures.ts';

describeReader({
  reader: dispatches,
  file: 'services/inventory/app/src/kafka/dispatches.needs.fixtures.ts',
  needs: dispatchNeeds,
  handlings: [
    async (dispatched) => {
      await new Bench().hear(dispatches, dispatched);
    },
    async (dispatched) => {
      const bench = new Bench();
      await receive(bench, 5);
      await hear(bench, reserve);
      await bench.hear(dispatches, { ...dispatched, lines: [...dispatched.lines, { sku: 'desk', quantity: 1 }] });
    },
  ],
});
