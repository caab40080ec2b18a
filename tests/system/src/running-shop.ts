import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '@tidemark/local';
import { footprintOf, forgetData, Shop, startSystem } from '@tidemark/local';
import pg from 'pg';

/** A whole shop of its own: free ports, throw-away data, nothing shared with another that may be running. */
export interface RunningShop {
  readonly system: System;
  readonly shop: Shop;
  /** Asks the database as its administrator, in the schema of one service. */
  readonly query: <Row extends object>(
    service: string,
    sql: string,
    values?: readonly unknown[],
  ) => Promise<readonly Row[]>;
  readonly stop: () => Promise<void>;
}

/** Starts everything; the last lines of a part's log are in the error when one does not come up. */
export const startShop = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningShop> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-system-'));
  const system = await startSystem({ dataDir, ports: 'free', environment });
  const url = new URL(system.stack.postgres.adminUrl);
  url.pathname = '/tidemark';
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  return {
    system,
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
    stop: async () => {
      await pool.end();
      await system.stop();
      await forgetData(dataDir);
    },
  };
};

/** Memory of all processes of the shop, MiB. */
export const memoryOf = async ({ system }: RunningShop): Promise<number> =>
  (await footprintOf(Object.values(system.stack.pids))).pssMiB;
