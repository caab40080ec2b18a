import { Bench, describeReader } from '@tidemark/pacts';
import { orders } from './orders.consumer.ts';
import { orderNeeds } from './orders.needs.fixtures.ts';

describeReader({
  reader: orders,
  file: 'services/notification/app/src/kafka/orders.needs.fixtures.ts',
  needs: orderNeeds,
  handlings: [(told) => new Bench().hear(orders, told)],
});
