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
  const { name, consumers, views } = definition.catalog;
  const heard = [...consumers.flatMap((consumer) => consumer.topics), ...views.map(({ topic }) => topic)];
  const topics = [...new Set(heard)];
  let started: Promise<ServiceUnderTest> | undefined;
  let free = (): Promise<unknown> => Promise.resolve();
  const undisturbed = async (): Promise<ServiceUnderTest> => {
    await free();
    return (started ??= start(definition, environment, topics));
  };
  return {
    undisturbed,
    hindered: async () => {
      const [topic] = topics;
      if (topic === undefined) throw new Error(`${name} hears nothing, so no record can wait for it.`);
      const service = await undisturbed();
      const [unlock, quiet] = await Promise.all([lockTables(service), keepProducing(topic)]);
      free = async () => {
        free = () => Promise.resolve();
        await Promise.all([unlock(), quiet()]);
      };
      return service;
    },
    stop: async () => {
      await free();
      // One that could not start has failed its example already.
      const service = await started?.catch(() => undefined);
      await service?.stop();
    },
  };
};

const start = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Readonly<Record<string, string>>,
  topics: readonly string[],
): Promise<ServiceUnderTest> => {
  const admin = broker().admin();
  try {
    await admin.connect();
    await admin.createTopics({ topics: topics.map((topic) => ({ topic })) });
  } finally {
    await admin.disconnect();
  }
  const service = await startService(definition, { ...environment, STUCK_AFTER_MS: '1000' });
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
  try {
    const { rows } = await connection.query<{ tables: string }>(
      `select string_agg(quote_ident(tablename), ', ') as tables from pg_tables where schemaname = current_schema()`,
    );
    await connection.query(`begin; lock table ${String(rows[0]?.tables)} in access exclusive mode`);
  } catch (error) {
    connection.release(true);
    throw error;
  }
  return async () => {
    await connection.query('rollback');
    connection.release();
  };
};
