import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { serviceConfig } from './config.ts';
import { ServiceModule } from './service.module.ts';
import type { ServiceDefinition } from './service.ts';
import type { ServiceUnderTest } from './testing/index.fixtures.ts';
import { eventually, startService } from './testing/index.fixtures.ts';

/** Hears nobody, so the database is all it needs. */
const catalog: ServiceCatalog<ServiceConfig> = {
  name: 'hermit',
  port: 0,
  database: { migrations: [], grants: {}, captured: [] },
  publishes: [],
  consumers: [],
  views: [],
  deadlines: [],
  jobs: () => [],
};

const serviceOf = (described: ServiceCatalog<ServiceConfig>): ServiceDefinition<ServiceConfig> => ({
  catalog: described,
  config: serviceConfig(described),
  module: (config, log): DynamicModule =>
    ServiceModule.forService(described, config, log, { controllers: [], providers: [] }),
});

let service: ServiceUnderTest;

const ask = async (url: string) => {
  const { statusCode, body } = await service.app.inject({ url });
  return { statusCode, ...(JSON.parse(body) as object) };
};

beforeAll(async () => {
  service = await startService(serviceOf(catalog));
  return service.stop;
});

/** Ends the sessions of the service and lets it open no other. Its role and its database have one name. */
const lockOut = async (): Promise<() => Promise<void>> => {
  const { rows } = await service.admin.query<{ role: string }>('select current_database() as role');
  const { role } = rows[0]!;
  await service.admin.query(`alter role ${role} nologin`);
  await service.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  return async () => {
    await service.admin.query(`alter role ${role} login`);
  };
};

const kafka = { name: 'kafka', up: true, detail: 'all consumers are in their groups' };

describe('A service', () => {
  it('is ready when its database answers and its consumers are in their groups', async () => {
    expect(await ask('/health/ready')).toEqual({
      statusCode: 200,
      status: 'up',
      dependencies: [{ name: 'postgres', up: true, detail: 'answers' }, kafka],
    });
  });

  it('is not ready but alive when its database lets it in no more, and is ready again without a restart', async () => {
    const letIn = await lockOut();
    expect(await ask('/health/ready')).toEqual({
      statusCode: 503,
      status: 'down',
      dependencies: [{ name: 'postgres', up: false, detail: expect.stringMatching(/\w/u) as string }, kafka],
    });
    expect(await ask('/health/live')).toEqual({ statusCode: 200, status: 'up' });
    await letIn();
    expect(await ask('/health/ready')).toMatchObject({ statusCode: 200, status: 'up' });
  });
});

describe('A service that hears of others', () => {
  it('is not alive while its consumer makes no progress and records wait, and says which', async () => {
    const topic = `gossip.${randomUUID()}.v1`;
    const group = `hermit.${randomUUID()}`;
    const gossip = {
      name: 'hermit.gossip',
      group,
      topics: [topic],
      hears: 'productChanges',
      reads: () => [],
      handle: () => undefined,
    } as const;
    const kafkajs = new Kafka({ brokers: inject('kafkaBrokers').split(','), logLevel: logLevel.NOTHING });
    const [broker, producer] = [kafkajs.admin(), kafkajs.producer()];
    await Promise.all([broker.connect(), producer.connect()]);
    await broker.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    const listening = await startService(serviceOf({ ...catalog, consumers: [gossip] }), { STUCK_AFTER_MS: '1000' });
    const live = async (status: number) => {
      const answer = await listening.app.inject({ url: '/health/live' });
      return answer.statusCode === status ? answer.json<object>() : undefined;
    };
    const locked = await listening.admin.connect();
    try {
      await locked.query('begin; lock table inbox in access exclusive mode');
      listening.start();
      const stuck = await eventually('it not to be alive', async () => {
        await producer.send({ topic, messages: [{ value: 'no message' }] });
        return live(503);
      });
      expect(stuck).toEqual({ status: 'stuck', stuck: [{ group, partitions: [`${topic}/0`] }] });
      await locked.query('rollback');
      expect(await eventually('it to be alive again', () => live(200))).toEqual({ status: 'up' });
    } finally {
      locked.release();
      await listening.stop();
      await Promise.all([broker.disconnect(), producer.disconnect()]);
    }
  });
});

describe('Answers to idempotency keys', () => {
  it('are forgotten after seven days, by any number of instances, each once', async () => {
    const old = 2_500;
    await service.admin.query(
      `insert into idempotency (route, key, body_hash, answer, created_at)
       select 'POST /notes', 'old-' || i, 'hash', '{}'::jsonb, clock_timestamp() - interval '7 days 1 second'
       from generate_series(1, $1::int) as i
       union all
       select 'POST /notes', 'young', 'hash', '{}'::jsonb, clock_timestamp() - interval '6 days 23 hours 59 minutes'`,
      [old],
    );
    const instances = [await service.another(), await service.another()];
    try {
      for (const { start } of instances) start();
      await eventually('the old answers to be gone', async () => {
        const { rows } = await service.admin.query<{ key: string }>('select key from idempotency');
        return rows.length === 1 && rows[0]?.key === 'young' ? true : undefined;
      });
      const pruned = await eventually('every deleted row to be counted', async () => {
        const counts = await Promise.all(instances.map(prunedBy));
        const all = counts.reduce((sum, count) => sum + count, 0);
        return all >= old ? all : undefined;
      });
      expect(pruned).toBe(old);
    } finally {
      for (const { stop } of instances) await stop();
    }
  });
});

const prunedBy = async ({ app }: ServiceUnderTest): Promise<number> => {
  const { body } = await app.inject({ url: '/metrics' });
  return Number(/^tidemark_pruned_rows_total\{table="idempotency",service="hermit"\} (\d+)$/mu.exec(body)?.[1] ?? 0);
};
