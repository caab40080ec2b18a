import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stack, ThrowawayData } from './index.ts';
import { startStack, throwawayData } from './index.ts';
import { listenersOf } from './listeners.ts';
import { identityOf } from './process-identity.ts';

const MINUTES = 60_000;
const avro = JSON.stringify({ type: 'record', name: 'Probe', fields: [{ name: 'id', type: 'string' }] });

describe('the local stack', () => {
  let data: ThrowawayData;
  let dataDir = '';
  let stack: Stack;
  let schemaId = 0;

  beforeAll(async () => {
    data = await throwawayData();
    ({ dataDir } = data);
    stack = await startStack({ dataDir, ports: 'free' });
  }, 10 * MINUTES);

  afterAll(async () => {
    await stack.stop();
    await data.forget();
    expect(existsSync(dataDir)).toBe(false);
  }, MINUTES);

  it('answers SQL, with logical decoding on', async () => {
    expect(await query(stack, 'show wal_level')).toEqual([{ wal_level: 'logical' }]);
  });

  it('has the settings that the system needs of any Postgres', async () => {
    const file = readFileSync(join(import.meta.dirname, '..', '..', 'postgres', 'postgresql.conf'), 'utf8');
    expect(file).toMatch(/^max_wal_size/mu);
    const applied = (await query(
      stack,
      'select name, setting, applied from pg_file_settings where error is null',
    )) as readonly { name: string; setting: string; applied: boolean }[];
    for (const [, name, value = ''] of file.matchAll(/^(\w+) = (.*)$/gmu)) {
      const setting = name === 'listen_addresses' ? '127.0.0.1' : value.replaceAll("'", '');
      expect(applied).toContainEqual({ name, setting, applied: true });
    }
  });

  it('keeps the password of the superuser to its owner', () => {
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
  });

  it('refuses a superuser without the password', async () => {
    const { host, port } = stack.postgres;
    const client = new pg.Client({ host, port, user: 'postgres', database: 'tidemark', password: 'wrong' });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('makes topics and does not make them by accident', async () => {
    await query(stack, 'create table kept (id int)');
    await withAdmin(stack, async (admin) => {
      await admin.createTopics({
        topics: [{ topic: 'kept', numPartitions: 2, replicationFactor: 1 }],
        waitForLeaders: false,
      });
      await expect(admin.fetchTopicMetadata({ topics: ['by-accident'] })).rejects.toThrow();
    });
  });

  it('registers schemas', async () => {
    schemaId = await register(stack);
    expect(schemaId).toBeGreaterThan(0);
  });

  it('has the Debezium plugin', async () => {
    const plugins = (await (await fetch(`${stack.connect.url}/connector-plugins`)).json()) as { class: string }[];
    expect(plugins.map((plugin) => plugin.class)).toContain('io.debezium.connector.postgresql.PostgresConnector');
  });

  it('lets the timers of Connect ring a millisecond later', () => {
    expect(readFileSync(`/proc/${String(stack.pids['connect'])}/timerslack_ns`, 'utf8').trim()).toBe('1000000');
  });

  it.each(['kafka', 'registry', 'connect'])('has the classes of %s ready in its memory', (part) => {
    const maps = readFileSync(`/proc/${String(stack.pids[part])}/maps`, 'utf8');
    expect(maps).toMatch(new RegExp(`/classes-[0-9a-f]+/${part}\\.jsa$`, 'mu'));
  });

  it('listens on the loopback interface alone', () => {
    const listeners = listenersOf(Object.values(stack.pids));
    // Four parts, and Kafka listens a second time as its own controller.
    expect(listeners).toHaveLength(5);
    expect(new Set(listeners.map((listener) => listener.address))).toEqual(new Set(['127.0.0.1']));
  });

  it('refuses a second launcher on the same data in one sentence', async () => {
    await expect(startStack({ dataDir, ports: 'free' })).rejects.toMatchObject({ code: 'LOCAL.ALREADY_RUNNING' });
  });

  it('stops within ten seconds and leaves no process behind', async () => {
    const pids = Object.values(stack.pids);
    expect(pids).toHaveLength(4);
    const began = performance.now();
    await stack.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(pids.filter((pid) => identityOf(pid) !== undefined)).toEqual([]);
  });

  it(
    'continues where it was, with the same rows, topics and schema ids',
    async () => {
      stack = await startStack({ dataDir, ports: 'free' });
      expect(await query(stack, "select count(*)::int as tables from pg_tables where tablename = 'kept'")).toEqual([
        { tables: 1 },
      ]);
      await withAdmin(stack, async (admin) => {
        expect(await admin.listTopics()).toContain('kept');
      });
      expect(await register(stack)).toBe(schemaId);
    },
    2 * MINUTES,
  );
});

async function query(stack: Stack, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stack.postgres.adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function withAdmin(stack: Stack, work: (admin: ReturnType<Kafka['admin']>) => Promise<void>): Promise<void> {
  const admin = new Kafka({
    brokers: [stack.kafka.brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
  }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function register(stack: Stack): Promise<number> {
  const response = await fetch(`${stack.registry.url}/subjects/probe-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: avro }),
  });
  return ((await response.json()) as { id: number }).id;
}
