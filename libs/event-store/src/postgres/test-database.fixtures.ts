import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import type { StoreUnderTest } from '../store.fixtures.ts';
import { unitOfWorkMigrations } from './migrations.ts';
import { createPool } from './pool.ts';
import { PostgresStore } from './postgres-store.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresAdminUrl: string;
  }
}

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Closes the pool and drops the database. */
  readonly drop: () => Promise<void>;
}

/** Creates a database of its own on the server of the test run, with the tables of the unit of work and of the till. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const adminUrl = inject('postgresAdminUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, `create database ${name}`);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const source = new DataSource({ type: 'postgres', url, migrations: [...unitOfWorkMigrations, Till1700000000001] });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
  const pool = createPool({ url, name: 'event-store-test' });
  const drop = async (): Promise<void> => {
    await pool.end();
    await asAdmin(adminUrl, `drop database ${name} with (force)`);
  };
  return { url, pool, drop };
};

/** The store over such a database. Time passes by moving what waits into the past. */
export const postgresStoreUnderTest = ({ pool }: TestDatabase): StoreUnderTest => ({
  store: new PostgresStore(pool),
  elapse: async (ms) => {
    for (const table of ['job', 'deadline']) {
      await pool.query(
        `update ${table} set due_at = due_at - $1 * interval '1 millisecond',
                             overdue_since = overdue_since - $1 * interval '1 millisecond',
                             claimed_until = claimed_until - $1 * interval '1 millisecond'`,
        [ms],
      );
    }
    await pool.query(
      `update held set held_at = held_at - $1 * interval '1 millisecond', due_at = due_at - $1 * interval '1 millisecond',
                       claimed_until = claimed_until - $1 * interval '1 millisecond'`,
      [ms],
    );
    await pool.query(`update idempotency set created_at = created_at - $1 * interval '1 millisecond'`, [ms]);
    await pool.query(`update inbox set handled_at = handled_at - $1 * interval '1 millisecond'`, [ms]);
  },
  outboxIds: async () => {
    const { rows } = await pool.query<{ id: string }>('select id from outbox');
    return rows.map(({ id }) => id);
  },
});

class Till1700000000001 implements MigrationInterface {
  readonly name = 'Till1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table shelf (sku text collate "C" primary key, on_hand int not null check (on_hand < 100))',
    );
    for (const table of ['note_replaced', 'note_kept', 'note_newest']) {
      await runner.query(
        `create table ${table} (note_id text collate "C" primary key, text text not null, version int not null)`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table shelf, note_replaced, note_kept, note_newest');
  }
}

const asAdmin = async (adminUrl: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
