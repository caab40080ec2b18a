import type { ProductChange } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { Consumer } from '@tidemark/messaging';
import type { ProductPrice } from '../persistence/tables.ts';
import { productPrices } from '../persistence/tables.ts';

/** Keeps a copy of the catalog's prices, so that an order is priced without asking another service. */
export const products: Consumer<ProductChange> = {
  name: 'order.products',
  group: 'order.products',
  topics: [topics.productChanges],
  hears: 'productChanges',
  reads: () => [],
  handle: (change, unit) => {
    unit.write(productPrices, priceOf(change));
  },
};

const priceOf = ({ before, after }: ProductChange): ProductPrice => {
  if (after !== null) {
    const { sku, name, price_minor: unitPriceMinor, currency, version } = after;
    return { sku, name, unitPriceMinor, currency, deleted: false, version: 2 * version };
  }
  const { sku, name = '', price_minor: unitPriceMinor = 0, currency = '', version } = before ?? {};
  // The table logs whole rows, so the row that was deleted is known; without its version nothing could be ordered.
  if (sku === undefined || version === undefined) throw new Error('A deleted product came without its SKU or version.');
  return { sku, name, unitPriceMinor, currency, deleted: true, version: 2 * version + 1 };
};
