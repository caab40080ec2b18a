import { randomUUID } from 'node:crypto';
import { bootstrap, watchdogDatabaseUrl } from '@tidemark/bootstrap';
import { eventually, goodsCatalog, recordsOf, testStack, userCatalog } from '@tidemark/bootstrap/testing';
import type { TestStack } from '@tidemark/bootstrap/testing';
import type { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchdogEnvironment } from './watchdog.config.ts';
import { Watchdog } from './watchdog.ts';

const TOPIC = 'payment.events.v1';
// Roles belong to the server, so these have names of their own.
const catalogs = [
  { ...userCatalog, name: 'watched' },
  { ...goodsCatalog, name: 'treasure' },
];

let stack: TestStack;
let watchdog: Watchdog;
let slot: string;

beforeAll(async () => {
  stack = await testStack();
  slot = stack.options.databaseName;
  await bootstrap({ ...stack.options, catalogs });
  const config = watchdogEnvironment.parse({
    DATABASE_URL: await watchdogDatabaseUrl(stack.options),
    CONNECT_URL: stack.options.connectUrl,
    PROBE_EVERY_MS: 200,
    // A busy machine may starve a healthy connector for a moment.
    STANDSTILL_MS: 5_000,
  });
  watchdog = new Watchdog(config, pino({ level: 'silent' }));
  watchdog.start();
  await isWell();
});

afterAll(async () => {
  await watchdog.stop();
  await stack.dispose();
});

const isWell = (): Promise<true> =>
  eventually('everything to be well again', () =>
    Promise.resolve(watchdog.diagnosis.kind === 'well' ? true : undefined),
  );

const figure = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> => {
  const metric = (await watchdog.metrics.registry.getMetricsAsJSON()).find((one) => one.name === name);
  const value = metric?.values.find(({ labels: found }) =>
    Object.entries(labels).every(([label, wanted]) => (found as Record<string, unknown>)[label] === wanted),
  );
  return value?.value ?? 0;
};

/** What the watchdog has repaired of this kind once it has repaired more than before. */
const repaired = async (wrong: string, breakIt: () => Promise<unknown>): Promise<void> => {
  const before = await figure('tidemark_cdc_repairs_total', { wrong });
  await breakIt();
  await eventually(`a repair of what is ${wrong}`, async () =>
    (await figure('tidemark_cdc_repairs_total', { wrong })) > before ? true : undefined,
  );
  await isWell();
};

const connect = (path: string, method: 'PUT' | 'POST'): Promise<Response> =>
  fetch(`${stack.options.connectUrl}/connectors/${slot}-outbox/${path}`, { method });

const send = (): Promise<string> =>
  stack.asRole('watched_service', async (client) => {
    const id = randomUUID();
    await client.query(
      `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
       values ($1, $2, 'order-1', 'T', 'c', 'c', 't', 'a', '2026-01-02', '')`,
      [id, TOPIC],
    );
    return id;
  });

/** The ids on the topic among these, each at its first place. */
const toldOf = async (ids: readonly string[]): Promise<readonly string[]> => {
  const untold = new Set(ids);
  const records = await recordsOf(stack.options.kafkaBrokers, TOPIC, ids.length, ({ headers }) =>
    untold.delete(String(headers?.['id'])),
  );
  return records.map(({ headers }) => String(headers?.['id']));
};

/** Its reader would come back within a second: so it is sent away as often as it takes. */
const dropSlot = (client: Client): Promise<true> =>
  eventually('the slot to be dropped', async () => {
    await client.query('select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1', [
      slot,
    ]);
    return client.query('select pg_drop_replication_slot($1)', [slot]).then(
      () => true as const,
      () => undefined,
    );
  });

describe('the watchdog', () => {
  it('resumes a connector that somebody has paused, and one that was stopped', async () => {
    await repaired('idle', () => connect('pause', 'PUT'));
    await repaired('idle', () => connect('stop', 'PUT'));

    const id = await send();
    expect(await toldOf([id])).toEqual([id]);
  });

  it('restarts a task that has failed, until it does not fail any more', async () => {
    const rename = (from: string, to: string): Promise<unknown> =>
      stack.asAdmin((client) => client.query(`alter publication ${from} rename to ${to}`));
    await repaired('failed', async () => {
      await rename(slot, `${slot}_away`);
      await connect('restart?includeTasks=true', 'POST');
      await eventually('a failed task', () =>
        Promise.resolve(watchdog.diagnosis.kind === 'failed' ? true : undefined),
      ).finally(() => rename(`${slot}_away`, slot));
    });

    const id = await send();
    expect(await toldOf([id])).toEqual([id]);
  });

  it('makes a slot again that has gone, and everything is told in its order, with its ids', async () => {
    await stack.asAdmin((client) =>
      client.query(
        `insert into treasure.good (sku, name, price_minor) values ('coin', 'Coin', 1), ('ring', 'Ring', 1)`,
      ),
    );
    const ids = [await send(), await send()];
    await repaired('slot-gone', async () => {
      await stack.asAdmin(dropSlot);
      ids.push(await send(), await send());
      await stack.asAdmin((client) => client.query(`delete from treasure.good where sku = 'ring'`));
    });
    ids.push(await send());

    expect(await toldOf(ids)).toEqual(ids);
    expect(await figure('tidemark_cdc_published_again_total', { kind: 'message' })).toBeGreaterThanOrEqual(2);
    await recordsOf(
      stack.options.kafkaBrokers,
      'inventory.product.cdc.v1',
      1,
      ({ key, value }) => key?.toString() === 'ring' && value === null,
    );
    expect(await figure('tidemark_cdc_published_again_total', { kind: 'row' })).toBe(2);
  });

  it('does not touch a connector that works, however much there is to do', async () => {
    const repairs = async (): Promise<readonly number[]> =>
      Promise.all(
        ['idle', 'failed', 'slot-gone', 'standing-still'].map((wrong) =>
          figure('tidemark_cdc_repairs_total', { wrong }),
        ),
      );
    const before = await repairs();
    await stack.asRole('watched_service', (client) =>
      client.query(
        `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
         select gen_random_uuid(), $1, 'bulk', 'T', 'c', 'c', 't', 'a', '2026-01-02', repeat('x', 200)::bytea
         from generate_series(1, 40000)`,
        [TOPIC],
      ),
    );

    const last = await send();
    expect(await toldOf([last])).toEqual([last]);
    await isWell();
    expect(await repairs()).toEqual(before);
  });

  it('leaves everything to bootstrap while that is at work', async () => {
    await stack.asAdmin(async (client) => {
      await client.query(`select pg_advisory_lock(hashtextextended('tidemark.bootstrap', 0))`);
      await connect('pause', 'PUT');
      await eventually('a paused connector', () =>
        Promise.resolve(watchdog.diagnosis.kind === 'idle' ? true : undefined),
      );
      const before = await figure('tidemark_cdc_repairs_total', { wrong: 'idle' });
      const looks = await figure('tidemark_cdc_looks_total');
      await eventually('five more looks', async () =>
        (await figure('tidemark_cdc_looks_total')) > looks + 5 ? true : undefined,
      );
      expect(await figure('tidemark_cdc_repairs_total', { wrong: 'idle' })).toBe(before);
    });
    await isWell();
  });

  it('shows lag, kept log and its limit, and each state', async () => {
    expect(await figure('tidemark_cdc_slot_kept_wal_limit_bytes')).toBe(8 * 1024 ** 3);
    expect(await figure('tidemark_cdc_slot_kept_wal_bytes')).toBeGreaterThan(0);
    expect(await figure('tidemark_cdc_state', { part: 'slot', state: 'reserved' })).toBe(1);
    expect(await figure('tidemark_cdc_state', { part: 'connector', state: 'RUNNING' })).toBe(1);
    expect(await figure('tidemark_cdc_state', { part: 'task-0', state: 'RUNNING' })).toBe(1);
    expect(await figure('tidemark_cdc_probe_waiting_seconds')).toBeLessThan(30);
  });

  // The last one: a topic that does not exist hangs the connector for good.
  it('restarts a connector that says RUNNING and confirms nothing', async () => {
    const constraint = await stack.asAdmin(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select constraint_name as name from information_schema.table_constraints
         where constraint_schema = 'watched' and starts_with(constraint_name, 'topic_exists_')`,
      );
      return rows[0]?.name ?? '';
    });
    await stack.asAdmin(async (client) => {
      await client.query(`alter table watched.outbox drop constraint ${constraint}`);
      await client.query(
        `insert into watched.outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
         values ($1, 'nowhere.to.v1', 'k', 'T', 'c', 'c', 't', 'a', '2026-01-02', '')`,
        [randomUUID()],
      );
    });

    await eventually('a restart of what stands still', async () =>
      (await figure('tidemark_cdc_repairs_total', { wrong: 'standing-still' })) > 0 ? true : undefined,
    );
  });
});
