import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { eventually } from '../test-stack.fixtures.ts';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { kafkaClient } from '../kafka-client.ts';
import { readProbes } from './probe.ts';

const { Kafka, logLevel } = kafkajs;
const brokers = inject('kafkaBrokers');
const patienceOf = (waitMs: number) => ({ waitMs, signal: new AbortController().signal });
let admin: Admin;

beforeAll(async () => {
  admin = kafkaClient(brokers).admin();
  await admin.connect();
});

afterAll(() => admin.disconnect());

it('a reader of probes that could not read at first begins anew, and sees what comes', async () => {
  const topic = `test.${randomUUID()}`;
  const refused = Promise.withResolvers<undefined>();
  const kafka = new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.ERROR,
    logCreator: () => () => {
      refused.resolve(undefined);
    },
    retry: { retries: 1 },
  });
  const reading = readProbes(kafka, admin, patienceOf(20_000), topic);
  await refused.promise;
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
  const reader = await reading;

  const id = randomUUID();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'probe', headers: { id } }] });
  await producer.disconnect();
  await eventually('the probe to be seen', () => Promise.resolve(reader.hasSeen(id) ? true : undefined));
  await reader.close();
});

it('a reader of probes that never gets to read says what kept it out', async () => {
  const topic = `test.${randomUUID()}`;
  await expect(readProbes(kafkaClient(brokers), admin, patienceOf(500), topic)).rejects.toMatchObject({
    code: 'BOOTSTRAP.TOPIC_REFUSED',
    message: expect.stringContaining(`Nobody can read ${topic}`) as string,
  });
});
