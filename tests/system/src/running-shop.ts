import type { System } from '@tidemark/local';
import { footprintOf, Shop, startSystem, throwawayData } from '@tidemark/local';
import pg from 'pg';

/** A whole shop of its own: free ports, throw-away data, nothing shared with another that may be running. */
export interface RunningShop {
  readonly system: System;
  readonly dataDir: string;
  readonly shop: Shop;
  /** Asks the database as its administrator, in the schema of one service. */
  readonly query: <Row extends object>(
    service: string,
    sql: string,
    values?: readonly unknown[],
  ) => Promise<readonly Row[]>;
  /** Stops everything and forgets the data. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** Starts everything; the last lines of a part's log are in the error when one does not come up. */
export const startShop = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningShop> => {
  const { dataDir, forget } = await throwawayData();
  const system = await startSystem({ dataDir, ports: 'free', environment });
  const url = new URL(system.stack.postgres.adminUrl);
  url.pathname = '/tidemark';
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await pool.end();
    await system.stop();
    await forget();
  };
  return {
    system,
    dataDir,
    shop: new Shop(system.urls),
    query: async <Row extends object>(service: string, sql: string, values: readonly unknown[] = []) => {
      const client = await pool.connect();
      try {
        await client.query(`set search_path = "${service}"`);
        return (await client.query<Row>(sql, [...values])).rows;
      } finally {
        client.release();
      }
    },
    stop: () => (stopped ??= stop()),
  };
};

/** Memory of all processes of the shop, MiB. */
export const memoryOf = async ({ system }: RunningShop): Promise<number> =>
  (await footprintOf(Object.values(system.stack.pids))).pssMiB;
