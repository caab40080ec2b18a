import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';
import type { ServiceConfig } from '../../config.ts';
import type { ServiceDefinition } from '../../service.ts';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import { eventually, startService } from '../service.fixtures.ts';

/** A service that hears a real broker, on a database of its own: in every other its consumers are asleep. */
export interface Awake {
  /** Waits until all its consumers are in their groups. */
  readonly ready: () => Promise<ServiceUnderTest>;
  /** Waits until records have been waiting for longer than it bears, and nothing became of them. */
  readonly stuck: () => Promise<ServiceUnderTest>;
  /** Safe to call when nobody woke it. */
  readonly stop: () => Promise<void>;
}

const WITHIN_MS = 25_000;

/** It starts when it is first asked for. */
export const awakened = <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Readonly<Record<string, string>>,
): Awake => {
  const { name, consumers, views } = definition.catalog;
  const topics = [...consumers.flatMap((consumer) => consumer.topics), ...views.map(({ topic }) => topic)];
  let started: Promise<ServiceUnderTest> | undefined;
  let unlock = (): Promise<unknown> => Promise.resolve();
  const start = async (): Promise<ServiceUnderTest> => {
    const service = await startService(definition, { ...environment, STUCK_AFTER_MS: '1000' });
    await withBroker(({ admin }) => admin.createTopics({ topics: topics.map((topic) => ({ topic })) }));
    service.start();
    return service;
  };
  const ready = async (): Promise<ServiceUnderTest> => {
    await unlock();
    const service = await (started ??= start());
    await eventually(`${name} to be in its groups`, () => answers(service, '/health/ready', 200), WITHIN_MS);
    return service;
  };
  return {
    ready,
    stuck: async () => {
      const service = await ready();
      unlock = await lockTables(service);
      await withBroker(({ producer }) =>
        eventually(
          `${name} to be stuck`,
          async () => {
            await producer.send({ topic: topics[0] ?? '', messages: [{ value: 'no message' }] });
            return answers(service, '/health/live', 503);
          },
          WITHIN_MS,
        ),
      );
      return service;
    },
    stop: async () => {
      await unlock();
      await (await started)?.stop();
    },
  };
};

const answers = async ({ app }: ServiceUnderTest, url: string, status: number): Promise<true | undefined> =>
  (await app.inject({ url })).statusCode === status ? true : undefined;

/** Whoever handles a record waits for a table, and neither fails nor goes on. Gives what ends it. */
const lockTables = async ({ admin }: ServiceUnderTest): Promise<() => Promise<unknown>> => {
  const connection = await admin.connect();
  const { rows } = await connection.query<{ tables: string }>(
    `select string_agg(quote_ident(tablename), ', ') as tables from pg_tables where schemaname = current_schema()`,
  );
  await connection.query(`begin; lock table ${String(rows[0]?.tables)} in access exclusive mode`);
  let isLocked = true;
  return async () => {
    if (!isLocked) return;
    isLocked = false;
    await connection.query('rollback');
    connection.release();
  };
};

const withBroker = async <Result>(
  use: (broker: { admin: ReturnType<Kafka['admin']>; producer: ReturnType<Kafka['producer']> }) => Promise<Result>,
): Promise<Result> => {
  const kafka = new Kafka({ brokers: inject('kafkaBrokers').split(','), logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    return await use({ admin, producer });
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
};
