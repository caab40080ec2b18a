import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import pg from 'pg';
import { inject } from 'vitest';
import { kafkaClient } from './kafka-client.ts';
import { roleDatabaseUrl } from './bootstrap.ts';
import { databaseUrl } from './postgres/server.ts';
import type { BootstrapOptions } from './settings.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresAdminUrl: string;
    readonly kafkaBrokers: string;
    readonly registryUrl: string;
    readonly connectUrl: string;
    readonly secretsDir: string;
  }
}

/** Where the real parts of the test run are; a database and a connector of one's own, so that specs do not meet. */
export async function testStack(): Promise<TestStack> {
  const secrets = inject('secretsDir');
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  const options = {
    postgresAdminUrl: inject('postgresAdminUrl'),
    kafkaBrokers: inject('kafkaBrokers'),
    registryUrl: inject('registryUrl'),
    connectUrl: inject('connectUrl'),
    databaseName: `test_${randomBytes(6).toString('hex')}`,
    secretsDir: await mkdtemp(join(secrets, 'bootstrap-')),
    waitMs: 30_000,
  };
  return {
    options,
    asAdmin: (work) => session(databaseUrl(options.postgresAdminUrl, options.databaseName), work),
    asRole: async (role, work) => session(await roleDatabaseUrl(options, role), work),
    dispose: async () => {
      await fetch(`${options.connectUrl}/connectors/${options.databaseName}-outbox`, { method: 'DELETE' });
      await session(databaseUrl(options.postgresAdminUrl, 'postgres'), (client) =>
        dropDatabase(client, options.databaseName),
      );
      await rm(options.secretsDir, { recursive: true });
    },
  };
}

export interface TestStack {
  readonly options: Required<Omit<BootstrapOptions, OptionalSettings>>;
  asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  asRole<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T>;
  /** Drops connector, slot and database. The roles stay: they belong to the server. */
  dispose(): Promise<void>;
}

type OptionalSettings = Exclude<
  keyof BootstrapOptions,
  'postgresAdminUrl' | 'kafkaBrokers' | 'registryUrl' | 'connectUrl' | 'databaseName' | 'secretsDir' | 'waitMs'
>;

async function session<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Answers what the check does, as soon as it does; fails saying what was missing. */
export async function eventually<T>(missing: string, check: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await check();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Missing after 20 s: ${missing}.`);
    await delay(50);
  }
}

/** The slot cannot go while its reader is still leaving. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  await dropSlot(client, name);
  await client.query(`drop database ${pg.escapeIdentifier(name)} with (force)`);
}

export async function dropSlot(client: pg.Client, name: string): Promise<void> {
  await eventually(`the slot ${name} without a reader`, async () => {
    const { rows } = await client.query<{ active: boolean }>(
      'select active from pg_replication_slots where slot_name = $1',
      [name],
    );
    return rows[0]?.active === true ? undefined : true;
  });
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
    name,
  ]);
}

/** Waits for the records of a topic that a condition picks, until there are that many. */
export async function recordsOf(
  brokers: string,
  topic: string,
  count: number,
  picks: (record: KafkaMessage) => boolean,
): Promise<readonly KafkaMessage[]> {
  const consumer = kafkaClient(brokers).consumer({
    groupId: `test-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 100,
  });
  const found: KafkaMessage[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        if (picks(message)) found.push(message);
        return Promise.resolve();
      },
    });
    return await eventually(`${count} records on ${topic}`, () =>
      Promise.resolve(found.length >= count ? found : undefined),
    );
  } finally {
    await consumer.disconnect();
  }
}
