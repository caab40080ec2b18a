import { pidsOn, Shop } from '@tidemark/local';
import { inject } from 'vitest';
import type { Query } from './database.ts';
import { databaseAt } from './database.ts';
import type { SharedShopAddress } from './shared-shop.setup.ts';

/** The one shop of a run, seen by a spec. It goes on when the spec ends; `close` lets go of its database. */
export interface SharedShop extends SharedShopAddress {
  readonly shop: Shop;
  readonly query: Query;
  /** Of the processes that run now, by name. */
  readonly pids: () => Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
}

/** For whoever leaves it as it was: who kills, stops or starves something takes `breakableShop`. */
export const sharedShop = (): SharedShop => {
  const address = inject('sharedShop');
  const pids = () => pidsOn(address.dataDir);
  return { ...address, shop: new Shop(address.urls), pids, ...databaseAt(address.postgresAdminUrl) };
};
