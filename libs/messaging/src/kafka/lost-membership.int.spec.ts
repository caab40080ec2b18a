import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { KafkaConsumer } from './kafka-consumer.ts';

const brokers = inject('kafkaBrokers').split(',');
const kafka = new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING });
const [admin, producer] = [kafka.admin(), kafka.producer()];

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect()]);
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

const require = createRequire(import.meta.url);
const Broker = require('kafkajs/src/broker') as { prototype: { joinGroup: (...args: readonly unknown[]) => unknown } };
const { createErrorFromCode } = require('kafkajs/src/protocol/error') as {
  createErrorFromCode: (code: number) => Error;
};

/** What a broker answers to who wants to join while it reads what it knows of the group: COORDINATOR_LOAD_IN_PROGRESS. */
const LOADING = 14;

const membersOf = async (group: string): Promise<readonly string[]> =>
  (await admin.describeGroups([group])).groups.flatMap(({ members }) => members.map(({ memberId }) => memberId));

const text = (value: string): Buffer => {
  const size = Buffer.alloc(2);
  size.writeInt16BE(Buffer.byteLength(value));
  return Buffer.concat([size, Buffer.from(value)]);
};

/** Sends LeaveGroup, version 0, in a member's name: what the broker then knows is what it knows after a lost session. */
const evict = async (group: string, member: string): Promise<void> => {
  const [host, port] = brokers[0]!.split(':');
  const answered = Promise.withResolvers<unknown>();
  const socket = connect({ host: host!, port: Number(port) }, () => {
    const head = Buffer.from('000d' + '0000' + '00000001', 'hex');
    const request = Buffer.concat([head, text('spec'), text(group), text(member)]);
    const size = Buffer.alloc(4);
    size.writeInt32BE(request.length);
    socket.write(Buffer.concat([size, request]));
  });
  socket.once('data', answered.resolve).once('error', answered.reject);
  await answered.promise.finally(() => socket.destroy());
};

it('joins again when its group has forgotten it and cannot take it back at once', { timeout: 60_000 }, async () => {
  const [topic, group] = [`spec.${randomUUID()}.v1`, `group-${randomUUID()}`];
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  const seen: string[] = [];
  const trouble: string[] = [];
  const consumer = new KafkaConsumer({
    ...{ brokers, clientId: 'spec', group, topics: [topic], random: () => 0, pauseCapMs: 1_000, stuckAfterMs: 60_000 },
    handle: (chunk) => {
      seen.push(...chunk.map(({ value }) => String(value)));
      return Promise.resolve(chunk.map(() => 'done' as const));
    },
    onTrouble: (what, error) => trouble.push(`${what}: ${String(error)}`),
  });
  consumer.start();
  try {
    await vi.waitUntil(() => consumer.isAlive(Date.now()), 20_000);
    const [member] = await membersOf(group);
    vi.spyOn(Broker.prototype, 'joinGroup').mockImplementationOnce(() => Promise.reject(createErrorFromCode(LOADING)));
    await evict(group, member!);
    await vi.waitFor(() => {
      expect(trouble.join()).toContain('not aware of this member');
    }, 20_000);
    await producer.send({ topic, messages: [{ value: 'after' }] });
    await vi.waitFor(
      async () => {
        expect(await membersOf(group)).toHaveLength(1);
        expect(seen).toContain('after');
        const [position] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        expect(position?.partitions).toMatchObject([{ offset: '1' }]);
      },
      { timeout: 20_000, interval: 100 },
    );
  } finally {
    await consumer.stop();
  }
});
