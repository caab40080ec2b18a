import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retention } from '../retention.ts';
import { PostgresStore } from './postgres-store.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

const rule = retention.find(({ table }) => table === 'dead_letter')!;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** A dead letter that came long ago, with one action of an operator, and has not changed for so many milliseconds. */
const letter = async (status: string, unchangedMs: number): Promise<string> => {
  const id = randomUUID();
  await database.pool.query(
    `insert into dead_letter (id, consumer, topic, partition, "offset", headers, code, cause, stack, at, status, changed_at)
     values ($1, 'c', 't.v1', 0, 1, '{}', 'C', 'c', '', now() - interval '1 year', $2, now() - $3 * interval '1 millisecond')`,
    [id, status, unchangedMs],
  );
  await database.pool.query(`insert into operator_action values ($1, $2, 'redrive', 'ada', 'why', 'held', now())`, [
    randomUUID(),
    id,
  ]);
  return id;
};

const kept = async (table: string, column: string): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ id: string }>(`select ${column} as id from ${table}`);
  return rows.map(({ id }) => id).toSorted();
};

it('forgets a dead letter and what was done to it long after it was settled, and one that is not settled never', async () => {
  const old = rule.keepMs + 60_000;
  const settled = [await letter('handled', old), await letter('discarded', old)];
  const remaining = [
    await letter('open', old),
    await letter('held', old),
    await letter('handled', rule.keepMs - 60_000),
  ].toSorted();
  const store = new PostgresStore(database.pool);

  expect(await store.prune(rule, 1)).toBe(1);
  expect(await store.prune(rule, 10)).toBe(settled.length - 1);
  expect(await store.prune(rule, 10)).toBe(0);

  expect(await kept('dead_letter', 'id')).toEqual(remaining);
  expect(await kept('operator_action', 'dead_letter_id')).toEqual(remaining);
});
