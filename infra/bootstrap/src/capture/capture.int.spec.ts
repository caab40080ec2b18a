import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { userCatalog, goodsCatalog } from '../catalogs.fixtures.ts';
import { databaseUrl } from '../postgres/server.ts';
import { prepareDatabase, watchdogRoleOf } from '../postgres/prepare-database.ts';
import { settingsOf } from '../settings.ts';
import type { TestStack } from '../test-stack.fixtures.ts';
import { dropSlot, testStack } from '../test-stack.fixtures.ts';
import { makeSlot } from './make-slot.ts';

// Roles belong to the server, so these have names of their own.
const catalogs = [
  { ...userCatalog, name: 'capturer' },
  { ...goodsCatalog, name: 'captured' },
];

let stack: TestStack;
let admin: pg.Client;
let slot: string;
const open: pg.Client[] = [];

const session = async (): Promise<pg.Client> => {
  const { postgresAdminUrl, databaseName } = stack.options;
  const client = new pg.Client({
    connectionString: databaseUrl(postgresAdminUrl, databaseName),
    // A spec that waits for itself fails instead of holding up all others.
    statement_timeout: 25_000,
    idle_in_transaction_session_timeout: 25_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  open.push(client);
  return client;
};

beforeAll(async () => {
  stack = await testStack();
  slot = stack.options.databaseName;
  const closers: (() => Promise<void>)[] = [];
  await prepareDatabase(
    await settingsOf({ ...stack.options, catalogs }),
    { waitMs: 10_000, signal: new AbortController().signal },
    {
      step: (_, work) => work(),
      onClose: (close) => void closers.push(close),
      beforeNewSlot: () => Promise.resolve(),
    },
  );
  await Promise.all(closers.map((close) => close()));
  admin = await session();
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.end()));
  await stack.dispose();
});

beforeEach(async () => {
  await admin.query('truncate capturer.outbox; truncate capture.mark; truncate capture.deletion');
  await dropSlot(admin, slot);
  await makeSlot(admin);
});

const send = async (client: pg.Client, key = 'order-1'): Promise<string> => {
  const id = randomUUID();
  await client.query(
    `insert into capturer.outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, stream_version,
                                  occurred_at, payload)
     values ($1, 'payment.events.v1', $2, 'PaymentCaptured', 'c', 'c', 't', 'a', '7', '2026-01-02 03:04:05.678', '\\x0001ff')`,
    [id, key],
  );
  return id;
};

const idsIn = async (sql: string, values: readonly unknown[] = []): Promise<readonly string[]> =>
  (await admin.query<{ id: string }>(sql, [...values])).rows.map(({ id }) => id);

const kept = (): Promise<readonly string[]> => idsIn('select id from capturer.outbox order by seq');

/** What the slot would still tell its reader, in that order: the id of each message that is inserted. */
const untold = (): Promise<readonly string[]> =>
  idsIn(
    `select id from (
       select row_number() over () as place,
              (regexp_match(encode(data, 'escape'), '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'))[1] as id
       from pg_logical_slot_peek_binary_changes($1::text::name, null, null, 'proto_version', '1', 'publication_names', $1::text)
       where get_byte(data, 0) = ascii('I')) as inserts
     where id is not null order by place`,
    [slot],
  );

/** The deletions that the slot would still tell of. */
const deletedSkus = (): Promise<readonly string[]> =>
  idsIn(
    `select (regexp_match(encode(data, 'escape'), '(untold|told|back)'))[1] as id
     from pg_logical_slot_peek_binary_changes($1::text::name, null, null, 'proto_version', '1', 'publication_names', $1::text)
     where get_byte(data, 0) = ascii('D')`,
    [slot],
  );

const look = async (keep = '1 day'): Promise<Record<string, unknown>> =>
  (await admin.query<Record<string, unknown>>('select * from capture.look($1)', [keep])).rows[0] ?? {};

/** The reader has come to the end of the log, and the watchdog has seen it. */
const confirmAll = async (): Promise<void> => {
  await look();
  await admin.query('select pg_replication_slot_advance($1, pg_current_wal_lsn())', [slot]);
  await look();
};

const prune = async (keep = '0 s', most = 1_000): Promise<number> => {
  const { rows } = await admin.query<{ pruned: string }>('select pruned from capture.prune($1, $2)', [keep, most]);
  return rows.reduce((sum, { pruned }) => sum + Number(pruned), 0);
};

afterEach(async () => {
  const [first, ...others] = open.splice(0);
  if (first !== undefined) open.push(first);
  await Promise.all(others.map((client) => client.end()));
});

describe('a slot that is made again', () => {
  it('tells every message since the last confirmed one, once, in order, and what is written later after it', async () => {
    const told = [await send(admin), await send(admin)];
    await confirmAll();
    const before = [await send(admin), await send(admin)];
    await dropSlot(admin, slot);
    const without = await send(admin);

    const again = await makeSlot(admin);
    const later = await send(admin);

    expect(await untold()).toEqual([...before, without, later]);
    expect(again.messages).toBe(3);
    expect(await kept()).toEqual([...told, ...before, without, later]);
  });

  it('keeps a message as it was, but for its number and its transaction', async () => {
    await send(admin);
    const row = async (): Promise<object[]> =>
      (await admin.query<object>(`select to_jsonb(o) - 'seq' - 'transaction_id' as row from capturer.outbox o`)).rows;
    const before = await row();
    await dropSlot(admin, slot);

    await makeSlot(admin);

    expect(await row()).toEqual(before);
  });

  it('tells a message between its beginning and its end once, in its place', async () => {
    await dropSlot(admin, slot);
    const first = await send(admin);
    await admin.query('select capture.begin_slot()');
    const between = await send(await session());

    const { rows } = await admin.query<{ place: string }>('select place::text from capture.publish_again()');
    await admin.query('select capture.finish_slot($1)', [rows[0]?.place]);

    expect(await untold()).toEqual([first, between]);
  });

  it('waits for a writer that is in the middle of it', async () => {
    const writer = await session();
    await dropSlot(admin, slot);
    await admin.query('select capture.begin_slot()');
    await writer.query('begin');
    const first = await send(writer);
    const again = admin.query<{ place: string }>('select place::text from capture.publish_again()');
    const held = send(await session());
    await writer.query('commit');
    await admin.query('select capture.finish_slot($1)', [(await again).rows[0]?.place]);

    expect((await untold()).toSorted()).toEqual([first, await held].toSorted());
  });

  it('leaves the real slot absent when it ends halfway, and can be made by the next who tries', async () => {
    await send(admin);
    await dropSlot(admin, slot);
    await admin.query('select capture.begin_slot()');
    await admin.query('select capture.publish_again()');

    const { rows } = await admin.query('select from pg_replication_slots where slot_name = $1', [slot]);
    expect(rows).toEqual([]);
    await makeSlot(admin);
    expect(await untold()).toEqual(await kept());
  });

  it('is refused to whoever would replace one that is whole', async () => {
    await expect(makeSlot(admin)).rejects.toThrow(/is there \(reserved\), so it is not made again/u);
  });

  it('touches every row of a captured table', async () => {
    await admin.query(`insert into captured.good (sku, name, price_minor) values ('again', 'Again', 1)`);
    await dropSlot(admin, slot);

    const { rows } = await makeSlot(admin);

    expect(rows).toBe(1);
    await admin.query('delete from captured.good');
  });

  it('deletes once more what was deleted from a captured table, unless it is there again', async () => {
    const insert = (sku: string): Promise<unknown> =>
      admin.query(`insert into captured.good (sku, name, price_minor) values ($1, 'Good', 1)`, [sku]);
    for (const sku of ['told', 'untold', 'back']) await insert(sku);
    await admin.query(`delete from captured.good where sku = 'told'`);
    await confirmAll();
    await admin.query(`delete from captured.good where sku in ('untold', 'back')`);
    await insert('back');
    await dropSlot(admin, slot);

    await makeSlot(admin);

    expect(await deletedSkus()).toEqual(['untold']);
    const { rows } = await admin.query<{ sku: string }>('select sku from captured.good');
    expect(rows).toEqual([{ sku: 'back' }]);
    await admin.query('delete from captured.good');
    await confirmAll();
    await prune();
    expect((await admin.query('select from capture.deletion')).rowCount).toBe(0);
  });

  it('publishes everything again on a server that the marks were not taken on', async () => {
    const told = await send(admin);
    await confirmAll();
    await admin.query('update capture.mark set system_id = 1');
    expect(await prune()).toBe(0);
    await dropSlot(admin, slot);

    await makeSlot(admin);

    expect(await untold()).toEqual([told]);
  });
});

describe('pruning', () => {
  it('forgets what was confirmed longer ago than it is kept, and nothing else', async () => {
    await send(admin);
    await confirmAll();
    await admin.query(`update capture.mark set confirmed_at = confirmed_at - interval '25 hours'`);
    const today = await send(admin);
    await confirmAll();
    await send(admin);

    expect(await prune('1 day')).toBe(1);
    expect((await kept())[0]).toBe(today);
  });

  it('never takes a row of a transaction that was open when later ones were confirmed', async () => {
    const slow = await session();
    await slow.query('begin');
    const first = await send(slow);
    await send(admin);
    await look();
    await slow.query('commit');
    // Not as far as the commit: up to the place of the mark alone.
    await admin.query('select pg_replication_slot_advance($1, (select max(lsn) from capture.mark))', [slot]);
    await look();

    expect(await prune()).toBe(1);
    expect(await kept()).toEqual([first]);
    expect(await untold()).toEqual([first]);
  });

  it('confirms nothing while the slot stands', async () => {
    await send(admin);
    const { waiting_ms: waiting } = await look();
    await look();

    expect(await prune()).toBe(0);
    expect(waiting).toBeGreaterThanOrEqual(0);
  });

  it.each([1, 2, 3, 4, 5])('never removes what the slot has not told, whatever happens: seed %i', async (seed) => {
    const random = randomOf(seed);
    const writers = await Promise.all(Array.from({ length: 4 }, session));
    const busy = new Set<pg.Client>();
    const sent: string[] = [];
    for (let step = 0; step < 120; step += 1) {
      const writer = writers[Math.floor(random() * writers.length)] ?? admin;
      const what = random();
      if (what < 0.5) {
        if (!busy.has(writer)) await writer.query('begin');
        busy.add(writer);
        sent.push(await send(writer));
      } else if (what < 0.75) {
        await writer.query(random() < 0.9 ? 'commit' : 'rollback');
        busy.delete(writer);
      } else if (what < 0.85) await look('0 s');
      else if (what < 0.95) await advanceTo(random());
      else await prune('0 s', 3);
      const [told, rows] = [await untold(), new Set(await kept())];
      expect(told.filter((id) => !rows.has(id))).toEqual([]);
    }
    for (const writer of busy) await writer.query('rollback');
    expect(sent.length).toBeGreaterThan(20);
    await confirmAll();
    while ((await prune()) > 0);
    expect(await kept()).toEqual([]);
  });
});

/** The reader confirms some place between where it was and the end of the log. */
const advanceTo = async (share: number): Promise<void> => {
  await admin.query(
    `select pg_replication_slot_advance(slot_name, confirmed_flush_lsn
       + ($2::float8 * pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn))::numeric)
     from pg_replication_slots where slot_name = $1`,
    [slot, share],
  );
};

/** Mulberry32: the same numbers for the same seed. */
const randomOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

describe('the role of the watchdog', () => {
  const asWatchdog = (sql: string): Promise<string> =>
    stack.asRole(watchdogRoleOf(slot), (client) =>
      client.query(sql).then(
        () => 'done',
        (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)),
      ),
    );

  it.each(["look(interval '1 day')", 'send_probe()', "prune(interval '1 day', 10)"])('may call %s', async (call) => {
    expect(await asWatchdog(`select capture.${call}`)).toBe('done');
  });

  it.each([
    'select from capturer.outbox',
    'select from capture.mark',
    'delete from capture.mark',
    'insert into bootstrap.outbox default values',
    'select from captured.good',
    `select capture.tell_rows_again('captured.good', 'sku', null)`,
    `select pg_drop_replication_slot('any')`,
    `select pg_create_logical_replication_slot('any', 'pgoutput')`,
  ])('may not %s', async (sql) => {
    expect(await asWatchdog(sql)).toBe('42501');
  });

  it('is the only one who may call these functions', async () => {
    const answer = await stack.asRole('capturer_service', (client) =>
      client.query('select capture.send_probe()').then(
        () => 'done',
        (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
      ),
    );
    expect(answer).toBe('42501');
  });
});
