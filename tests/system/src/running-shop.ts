import type { System } from '@tidemark/local';
import { Shop, startSystem, throwawayData } from '@tidemark/local';
import type { Query } from './database.ts';
import { databaseAt } from './database.ts';

/** A whole shop of its own: free ports, throw-away data, nothing shared with another that may be running. */
export interface RunningShop {
  readonly system: System;
  readonly dataDir: string;
  readonly shop: Shop;
  readonly query: Query;
  /** Stops everything and forgets the data. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** Starts everything; the last lines of a part's log are in the error when one does not come up. */
export const startShop = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningShop> => {
  const { dataDir, forget } = await throwawayData();
  // The shop that all stories share has been compiled for this run.
  const system = await startSystem({ dataDir, ports: 'free', build: false, environment });
  const { query, close } = databaseAt(system.stack.postgres.adminUrl);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await close();
    await system.stop();
    await forget();
  };
  return { system, dataDir, shop: new Shop(system.urls), query, stop: () => (stopped ??= stop()) };
};
