import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConsumer } from '@tidemark/messaging';
import pg from 'pg';
import { openBroker } from './broker.ts';
import type { Percentiles } from './histogram.ts';
import { percentilesOf } from './histogram.ts';
import { exponential, randomOf } from './random.ts';
import type { Target } from './target.ts';

/** The way from a commit through Debezium and Kafka to a handler, with nothing else on it. */
export interface CdcAnchor {
  readonly eventsPerSecond: number;
  readonly ms: Percentiles;
  readonly lost: number;
}

/** Bootstrap's own topic, on which nobody else listens. */
const TOPIC = 'tidemark.probe.v1';
const TYPE = 'BenchProbe';
const ARRIVES_WITHIN_MS = 10_000;

/**
 * Commits rows to bootstrap's outbox at random moments, hears them with the consumer that the services use, and answers
 * how long each was on its way. The rows are deleted afterwards.
 */
export const cdcAnchor = async (target: Target, rate: number, seconds: number, seed: number): Promise<CdcAnchor> => {
  const client = new pg.Client({ connectionString: target.adminUrl, application_name: 'tidemark-bench' });
  client.on('error', () => undefined);
  await client.connect();
  const heard = new Map<string, number>();
  const group = `bench.${randomUUID()}`;
  const consumer = new KafkaConsumer({
    brokers: target.kafkaBrokers.split(','),
    clientId: 'bench',
    group,
    topics: [TOPIC],
    handle: (records) => {
      const now = performance.now();
      for (const { headers } of records) heard.set(headers['id'] ?? '', now);
      return Promise.resolve(records.map(() => 'done' as const));
    },
    random: Math.random,
    pauseCapMs: 10_000,
    stuckAfterMs: 60_000,
    onTrouble: () => undefined,
  });
  consumer.start();
  try {
    // The first one finds out whether the consumer is in its group.
    await arrived(heard, [await probe(client)]);
    const committed = await probesAt(client, rate, seconds, seed);
    await arrived(heard, [...committed.keys()]).catch(() => undefined);
    const durations = [...committed].flatMap(([id, at]) => {
      const then = heard.get(id);
      return then === undefined ? [] : [then - at];
    });
    return { eventsPerSecond: rate, ms: percentilesOf(durations), lost: committed.size - durations.length };
  } finally {
    await consumer.stop();
    await client.query('delete from bootstrap.outbox where type = $1', [TYPE]);
    await client.end();
    const broker = await openBroker(target.kafkaBrokers);
    await broker.forgetGroup(group);
    await broker.close();
  }
};

/** One transaction each, at the moments of a Poisson process; answers when each commit was acknowledged. */
const probesAt = async (
  client: pg.Client,
  rate: number,
  seconds: number,
  seed: number,
): Promise<ReadonlyMap<string, number>> => {
  const random = randomOf(seed);
  const committed = new Map<string, number>();
  const began = performance.now();
  for (let atMs = 0; atMs < seconds * 1_000; atMs += exponential(random, 1_000 / rate)) {
    const waitMs = atMs - (performance.now() - began);
    if (waitMs > 0) await sleep(waitMs);
    const id = await probe(client);
    committed.set(id, performance.now());
  }
  return committed;
};

const probe = async (client: pg.Client): Promise<string> => {
  const id = randomUUID();
  await client.query({
    name: 'probe',
    text: `insert into bootstrap.outbox
             (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
           values ($1::uuid, $2, $1::text, $3, $1::text, $1::text, $4, 'bench', clock_timestamp() at time zone 'UTC', $5)`,
    values: [id, TOPIC, TYPE, traceOf(id), Buffer.alloc(350)],
  });
  return id;
};

const traceOf = (id: string): string => {
  const hex = id.replaceAll('-', '');
  return `00-${hex}-${hex.slice(0, 16)}-00`;
};

const arrived = async (heard: ReadonlyMap<string, number>, ids: readonly string[]): Promise<void> => {
  const endsAt = performance.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const missing = ids.filter((id) => !heard.has(id)).length;
    if (missing === 0) return;
    if (performance.now() > endsAt) {
      throw new Error(
        `${missing} of ${ids.length} rows did not come out of Kafka within ${ARRIVES_WITHIN_MS / 1_000} s.`,
      );
    }
    await sleep(20);
  }
};
