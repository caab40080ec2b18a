import type { OrderConfirmed } from '@tidemark/contracts';
import { Bench, describeReader } from '@tidemark/pacts';
import { schedule, tell } from '../shipping.stories.fixtures.ts';
import { orders } from './orders.consumer.ts';
import { orderNeeds } from './orders.needs.fixtures.ts';

describeReader({
  reader: orders,
  file: 'services/shipping/app/src/kafka/orders.needs.fixtures.ts',
  needs: orderNeeds,
  handlings: [[], [schedule]].map((before) => async (confirmed: OrderConfirmed) => {
    const bench = new Bench();
    await tell(bench, ...before);
    await bench.hear(orders, confirmed);
  }),
});
