import { describeOwner } from '@tidemark/pacts';
import { catalog } from './inventory.catalog.ts';
import { hear, receive, release, reserve } from './inventory.stories.fixtures.ts';

describeOwner({
  catalog,
  file: 'services/inventory/app/src/inventory.messages.contract.spec.ts',
  stories: {
    'stock that is held and given back': async (bench) => {
      await receive(bench, 5);
      await hear(bench, reserve, reserve, release);
    },
    'stock that is short': async (bench) => {
      await receive(bench, 1);
      await hear(bench, reserve);
    },
    'a release that overtakes its reservation': (bench) => hear(bench, release, reserve),
  },
});
