import { Bench, describeChangeReader } from '@tidemark/pacts';
import { products } from './products.consumer.ts';
import { productNeeds } from './products.needs.fixtures.ts';

describeChangeReader({
  reader: products,
  file: 'services/order/app/src/kafka/products.needs.fixtures.ts',
  needs: productNeeds,
  handlings: [(change) => new Bench().hear(products, change)],
});
