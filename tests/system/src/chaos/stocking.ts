import { eventually } from '@tidemark/local';
import { EMPTY_SKU, SCARCE_SKU, SKUS } from './orders.ts';
import type { World } from './world.ts';

const PIECES = 1_000_000;

/** Puts everything on sale, and answers when an order of each product was accepted: the order service knows them all. */
export const stockShelves = async ({ shop }: Pick<World, 'shop'>): Promise<void> => {
  for (const sku of SKUS) await shop.stock(sku, PIECES);
  const product = { sku: EMPTY_SKU, name: EMPTY_SKU, priceMinor: 1_000, currency: 'EUR' };
  await eventually('the product that nobody has to be on sale', async () =>
    (await shop.post('inventory', '/products', product)).ok ? true : undefined,
  );
  await shop.until(await shop.order(SKUS.map((sku) => ({ sku, quantity: 1 }))), 'Confirmed');
  await restockScarce({ shop });
  await shop.until(await shop.order([{ sku: SCARCE_SKU, quantity: 1 }]), 'Confirmed');
  await shop.until(await shop.order([{ sku: EMPTY_SKU, quantity: 1 }]), 'Abandoned');
};

const SCARCE_PIECES = 10;

/** What few can have, once more. */
export const restockScarce = ({ shop }: Pick<World, 'shop'>): Promise<void> => shop.stock(SCARCE_SKU, SCARCE_PIECES);
