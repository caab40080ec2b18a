import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';
import type { ServiceConfig } from '../../config.ts';
import type { ServiceDefinition } from '../../service.ts';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import { startService } from '../service.fixtures.ts';

/** A service that hears a real broker, on a database of its own: in every other its consumers are asleep. */
export interface Awake {
  /** It is ready when all its consumers are in their groups. */
  readonly undisturbed: () => Promise<ServiceUnderTest>;
  /** Records come and come, and nothing becomes of them: it is stuck after a second. */
  readonly hindered: () => Promise<ServiceUnderTest>;
  /** Safe to call when nobody woke it. */
  readonly stop: () => Promise<void>;
}

const RECORD_EVERY_MS = 100;

/** It starts when it is first asked for. */
export const awakened = <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Readonly<Record<string, string>>,
): Awake => {
  const { consumers, views } = definition.catalog;
  const topics = [...consumers.flatMap((consumer) => consumer.topics), ...views.map(({ topic }) => topic)];
  let started: Promise<ServiceUnderTest> | undefined;
  let free = (): Promise<unknown> => Promise.resolve();
  const undisturbed = async (): Promise<ServiceUnderTest> => {
    await free();
    return (started ??= start(definition, environment, topics));
  };
  return {
    undisturbed,
    hindered: async () => {
      const service = await undisturbed();
      const [unlock, quiet] = await Promise.all([lockTables(service), keepProducing(topics[0] ?? '')]);
      free = async () => {
        free = () => Promise.resolve();
        await Promise.all([unlock(), quiet()]);
      };
      return service;
    },
    stop: async () => {
      await free();
      await (await started)?.stop();
    },
  };
};

const start = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Readonly<Record<string, string>>,
  topics: readonly string[],
): Promise<ServiceUnderTest> => {
  const service = await startService(definition, { ...environment, STUCK_AFTER_MS: '1000' });
  const admin = broker().admin();
  await admin.connect();
  await admin.createTopics({ topics: topics.map((topic) => ({ topic })) });
  await admin.disconnect();
  service.start();
  return service;
};

const broker = (): Kafka => new Kafka({ brokers: inject('kafkaBrokers').split(','), logLevel: logLevel.NOTHING });

/** Gives what ends it. */
const keepProducing = async (topic: string): Promise<() => Promise<void>> => {
  const producer = broker().producer();
  await producer.connect();
  const timer = setInterval(() => {
    // One that fails is followed by others.
    producer.send({ topic, messages: [{ value: 'no message' }] }).catch(() => undefined);
  }, RECORD_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await producer.disconnect();
  };
};

/** Whoever handles a record waits for a table, and neither fails nor goes on. Gives what ends it. */
const lockTables = async ({ admin }: ServiceUnderTest): Promise<() => Promise<unknown>> => {
  const connection = await admin.connect();
  const { rows } = await connection.query<{ tables: string }>(
    `select string_agg(quote_ident(tablename), ', ') as tables from pg_tables where schemaname = current_schema()`,
  );
  await connection.query(`begin; lock table ${String(rows[0]?.tables)} in access exclusive mode`);
  return async () => {
    await connection.query('rollback');
    connection.release();
  };
};
