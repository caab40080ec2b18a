import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { causeOf, ring, till, tills, toolsOf } from '../till.fixtures.ts';
import { change } from '../sources.ts';
import { UnitOfWork } from '../unit-of-work.ts';
import { PostgresStore } from './postgres-store.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** One instance of a service: nothing but the database is shared with another. */
const instance = () => {
  const unitOfWork = new UnitOfWork(new PostgresStore(database.pool), toolsOf(randomUUID));
  return (orderId: string, key: string, bodyHash = 'a') =>
    unitOfWork.execute({
      cause: causeOf(key),
      reads: [change(till, orderId)],
      handle: (unit) => unit.decide(tills, ring(orderId)).kind,
      idempotency: { route: 'POST /tills', key, bodyHash },
      remember: (kind) => ({ status: 201, headers: {}, body: kind }),
    });
};

/** Locks the head of a till, and answers how to let go once somebody waits for it. */
const holdTill = async (orderId: string) => {
  const holder = await database.pool.connect();
  await holder.query('begin');
  await holder.query('select 1 from head where stream_id = $1 for update', [`till-${orderId}`]);
  return {
    somebodyWaits: () =>
      vi.waitFor(async () => {
        const { rows } = await database.pool.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(rows, 'a request that waits for the till').toHaveLength(1);
      }),
    letGo: async () => {
      await holder.query('rollback');
      holder.release();
    },
  };
};

it('says at once that a key is in flight on another instance, without waiting for what that request locks', async () => {
  const [one, other, orderId, key] = [instance(), instance(), randomUUID(), randomUUID()];
  await one(orderId, randomUUID());
  const { somebodyWaits, letGo } = await holdTill(orderId);
  const first = one(orderId, key);
  await somebodyWaits();

  expect(await other(orderId, key)).toEqual({ kind: 'inFlight' });
  expect(await other(orderId, key, 'of another body')).toEqual({ kind: 'inFlight' });
  await letGo();

  expect(await first).toMatchObject({ kind: 'done' });
  expect(await other(orderId, key)).toMatchObject({ kind: 'replayed', answer: { status: 201 } });
});

it('answers a request again without waiting for the streams that it changed', async () => {
  const [one, orderId, key] = [instance(), randomUUID(), randomUUID()];
  await one(orderId, key);
  const { letGo } = await holdTill(orderId);
  expect(await one(orderId, key)).toMatchObject({ kind: 'replayed' });
  await letGo();
});

it('keeps nobody waiting for a lock that only one of the units in its transaction needs', async () => {
  const [one, hot] = [instance(), randomUUID()];
  await one(hot, randomUUID());
  const { letGo } = await holdTill(hot);
  // The first two have transactions of their own; the rest share the next.
  const before = [one(randomUUID(), randomUUID()), one(randomUUID(), randomUUID())];
  const culprit = one(hot, randomUUID());
  const others = Array.from({ length: 20 }, () => one(randomUUID(), randomUUID()));

  for (const { kind } of await Promise.all([...before, ...others])) expect(kind).toBe('done');
  await letGo();
  expect(await culprit).toMatchObject({ kind: 'done' });
});

it('tells each of the units in one transaction of its own key', async () => {
  const [one, other] = [instance(), instance()];
  const [answered, inFlight, free, orderId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await one(orderId, answered);
  const { somebodyWaits, letGo } = await holdTill(orderId);
  const first = other(orderId, inFlight);
  await somebodyWaits();

  const before = [one(randomUUID(), randomUUID()), one(randomUUID(), randomUUID())];
  const together = [one(randomUUID(), answered), one(randomUUID(), inFlight), one(randomUUID(), free)];
  expect((await Promise.all(together)).map(({ kind }) => kind)).toEqual(['replayed', 'inFlight', 'done']);
  await letGo();
  expect((await Promise.all([first, ...before])).map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
});
