import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FinishedJobs1700000000040 } from './migrations.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Its columns and indexes. */
const jobTable = async (): Promise<readonly object[]> => {
  const { rows } = await database.pool.query<object>(
    `select column_name as part, data_type as is from information_schema.columns where table_name = 'job'
     union all select indexname, indexdef from pg_indexes where tablename = 'job' order by 1, 2`,
  );
  return rows;
};

const keys = async (): Promise<readonly string[]> =>
  (await database.pool.query<{ key: string }>('select key from job order by key')).rows.map(({ key }) => key);

it('keeps the open jobs of a database from before and none that was finished, and can be taken back', async () => {
  const migration = new FinishedJobs1700000000040();
  const runner = source.createQueryRunner();
  const now = await jobTable();
  await migration.down(runner);
  const before = await jobTable();
  expect(before).not.toEqual(now);
  await runner.query(
    `insert into job (id, kind, key, payload, cause, due_at, finished_at)
     values (gen_random_uuid(), 'capture', 'open', '{}', '{}', now(), null),
            (gen_random_uuid(), 'capture', 'finished', '{}', '{}', now(), now())`,
  );
  await migration.up(runner);
  expect(await keys()).toEqual(['open']);
  expect(await jobTable()).toEqual(now);
  await migration.down(runner);
  expect(await jobTable()).toEqual(before);
  expect(await keys()).toEqual(['open']);
  await runner.release();
});
