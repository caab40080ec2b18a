import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Batch } from './batch.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;
let client: pg.PoolClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('create table number (value int primary key)');
});

afterAll(async () => {
  await database.drop();
});

beforeEach(async () => {
  client = await database.pool.connect();
});

afterEach(() => {
  client.release();
});

const add = (value: unknown) => ({
  name: 'add',
  text: 'insert into number values ($1) returning value',
  values: [value],
});
const count = { name: 'count', text: 'select count(*)::int as count from number' };
const unknownTable = { name: 'unknown', text: 'select * from no_such_table' };

describe('A batch', () => {
  it('answers each statement by itself, in one way there and back', async () => {
    const batch = new Batch();
    const [one, two, counted] = [batch.add(add(1)), batch.add(add(2)), batch.add(count)];
    expect(await batch.send(client)).toBe('SELECT');
    expect([one(), two(), counted()]).toEqual([[{ value: 1 }], [{ value: 2 }], [{ count: 2 }]]);
  });

  it('runs nothing behind the statement that fails, and leaves the connection to the next batch', async () => {
    const failing = new Batch();
    for (const statement of [count, unknownTable, add(3)]) failing.add(statement);
    await expect(failing.send(client)).rejects.toMatchObject({ code: '42P01' });
    const next = new Batch();
    const [counted, added] = [next.add(count), next.add(add(3))];
    await next.send(client);
    expect([counted(), added()]).toEqual([[{ count: 2 }], [{ value: 3 }]]);
  });

  it('sends nothing when a value cannot be sent', async () => {
    const batch = new Batch();
    batch.add(add(4));
    batch.add(add({ toPostgres: () => expect.fail('no text for it') }));
    await expect(batch.send(client)).rejects.toThrow('no text for it');
    const next = new Batch();
    const added = next.add(add(4));
    await next.send(client);
    expect(added()).toEqual([{ value: 4 }]);
  });

  it('fails when the connection breaks on the way', async () => {
    const broken = await database.pool.connect();
    const batch = new Batch();
    batch.add({ name: 'end', text: 'select pg_terminate_backend(pg_backend_pid())' });
    await expect(batch.send(broken)).rejects.toThrow(/terminated|terminating/u);
    broken.release(true);
  });
});
