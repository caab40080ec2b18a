import { Shop } from '@tidemark/local';
import { inject } from 'vitest';
import type { Query } from './database.ts';
import { databaseAt } from './database.ts';
import type { SharedShopAddress } from './shared-shop.setup.ts';

/** The one shop of a run, seen by a spec. It goes on when the spec ends; `close` lets go of its database. */
export interface SharedShop extends SharedShopAddress {
  readonly shop: Shop;
  readonly query: Query;
  readonly close: () => Promise<void>;
}

/** For whoever leaves it as it was: who kills, stops or configures something starts a shop of its own. */
export const sharedShop = (): SharedShop => {
  const address = inject('sharedShop');
  return { ...address, shop: new Shop(address.urls), ...databaseAt(address.postgresAdminUrl) };
};
