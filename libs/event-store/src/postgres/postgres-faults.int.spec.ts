import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EffectsRefused, StoreUnavailable } from '../errors.ts';
import { rowWrite } from '../sources.ts';
import type { Store } from '../store.ts';
import { claimInbox, insist, jobRow, outboxRow, write } from '../store.fixtures.ts';
import { causeOf, notes, shelves, toolsOf } from '../till.fixtures.ts';
import { UnitOfWork } from '../unit-of-work.ts';
import { PostgresStore } from './postgres-store.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = new PostgresStore(database.pool);
});

afterAll(async () => {
  await database.drop();
});

/** Holds a row in a transaction of its own until it is let go. */
const holding = async (statement: string, values: readonly unknown[]): Promise<pg.PoolClient> => {
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query(statement, [...values]);
  return client;
};

const letGo = async (client: pg.PoolClient): Promise<void> => {
  await client.query('rollback');
  client.release();
};

/** Ends the session that waits for a lock, as a lost connection would. */
const cutWaitingSession = async (): Promise<void> => {
  await vi.waitFor(
    async () => {
      const { rows } = await database.pool.query<{ cut: boolean }>(
        `select pg_terminate_backend(pid) as cut from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows, 'a session that waits for a lock').toEqual([{ cut: true }]);
    },
    { timeout: 5_000, interval: 20 },
  );
};

const insertHead = (streamId: string): Promise<void> =>
  write(store, {
    heads: [{ streamId, version: 1, definition: 1, snapshot: {}, recordedAt: '2026-01-01T00:00:00Z', created: true }],
  });

it('answers StoreUnavailable when the connection is lost while it waits for a lock, and writes nothing', async () => {
  const streamId = `till-${randomUUID()}`;
  await insertHead(streamId);
  const holder = await holding('select 1 from head where stream_id = $1 for update', [streamId]);
  const inbox = { consumer: 'cut', ids: [randomUUID()] };
  const waiting = expect(write(store, {}, { inbox, heads: [{ streamId }] })).rejects.toThrow(StoreUnavailable);
  await cutWaitingSession();
  await waiting;
  await letGo(holder);
  expect(await claimInbox(store, 'cut', inbox.ids)).toEqual(inbox.ids);
});

it('answers StoreUnavailable when the connection is lost with the COMMIT on its way, and writes nothing', async () => {
  const note = { noteId: randomUUID(), text: 'mine', version: 1 };
  const holder = await holding(`insert into note_replaced values ($1, 'theirs', 1)`, [note.noteId]);
  const inbox = { consumer: 'cut-late', ids: [randomUUID()] };
  const unit = write(store, { rows: [rowWrite(notes('replace'), note)] }, { inbox });
  const waiting = expect(unit).rejects.toThrow(StoreUnavailable);
  await cutWaitingSession();
  await waiting;
  await letGo(holder);
  expect(await store.readRows(notes('replace'), [note.noteId])).toEqual(new Map());
  expect(await claimInbox(store, 'cut-late', inbox.ids)).toEqual(inbox.ids);
});

it('takes a COMMIT after a failed statement for a failure, and goes on with clean connections', async () => {
  const outbox = [outboxRow()];
  const full = { rows: [rowWrite(shelves, { sku: randomUUID(), onHand: 100 })], outbox };
  for (let attempt = 0; attempt < 12; attempt += 1) await expect(write(store, full)).rejects.toThrow(EffectsRefused);
  const { rows } = await database.pool.query('select 1 from outbox where id = $1', [outbox[0]?.id]);
  expect(rows).toEqual([]);
});

it('refuses what the database can only refuse at the COMMIT itself', async () => {
  await database.pool.query(
    'alter table note_kept add constraint one_text unique (text) deferrable initially deferred',
  );
  const both = ['a', 'b'].map((id) => rowWrite(notes('keep'), { noteId: id + randomUUID(), text: 'same', version: 1 }));
  await expect(write(store, { rows: both })).rejects.toThrow(EffectsRefused);
});

it('refuses text that Postgres cannot hold', async () => {
  const note = { noteId: randomUUID(), text: 'nul \u0000', version: 1 };
  await expect(write(store, { rows: [rowWrite(notes('replace'), note)] })).rejects.toThrow(EffectsRefused);
});

it('frees the locks of a process that stands still in the middle of a transaction', async () => {
  const streamId = `till-${randomUUID()}`;
  await insertHead(streamId);
  const frozen = await holding('select 1 from head where stream_id = $1 for update', [streamId]);
  await insist(() => write(store, {}, { heads: [{ streamId }] }));
  await expect(frozen.query('commit')).rejects.toThrow();
  frozen.release(true);
});

it('stores a dead letter whatever its record says of itself', async () => {
  const hostile = `\u0000\ud800${'x'.repeat(10_000)}`;
  const key = new TextEncoder().encode(hostile);
  const letter = {
    consumer: 'c',
    topic: 't.v1',
    partition: 0,
    offset: '1',
    key,
    value: null,
    code: 'X',
    stack: hostile,
    messageId: 'message-1',
    attempts: 1,
    timestampMs: 0,
  };
  await new UnitOfWork(store, toolsOf(randomUUID)).execute({
    cause: causeOf('message-1'),
    reads: [],
    handle: (unit) => {
      unit.deadLetter(
        { ...letter, headers: { [hostile]: hostile, type: hostile }, cause: hostile },
        'c.dead-letters.v1',
      );
    },
  });
  const { rows } = await database.pool.query(`select topic from outbox where dead_letter_origin = 't.v1/0/1'`);
  expect(rows).toEqual([{ topic: 'c.dead-letters.v1' }]);
});

it('keeps nothing of a job once its outcome is decided', async () => {
  const job = jobRow(randomUUID());
  await write(store, { jobs: [job] });
  const token = randomUUID();
  await store.claimJobs({ kinds: [job.kind], limit: 1, leaseMs: 1_000, token });
  await write(store, { finished: [job.id] }, { leases: [{ kind: 'job', id: job.id, token }] });
  const { rows } = await database.pool.query('select from job where id = $1', [job.id]);
  expect(rows).toEqual([]);
});

it('claims past a job that another worker is about to take, without waiting for it', async () => {
  const kind = randomUUID();
  const [held, free] = [jobRow(kind), jobRow(kind)];
  await write(store, { jobs: [held, free] });
  const holder = await holding('select 1 from job where id = $1 for update', [held.id]);
  const claimed = await store.claimJobs({ kinds: [kind], limit: 2, leaseMs: 1_000, token: randomUUID() });
  await letGo(holder);
  expect(claimed.map(({ id }) => id)).toEqual([free.id]);
});

it('has as many connections as before after all of this', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimInbox(store, randomUUID(), ['one'])));
  expect(claims.flat()).toHaveLength(20);
});
