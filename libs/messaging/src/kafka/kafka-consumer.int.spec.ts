import { randomUUID } from 'node:crypto';
import type { Admin, Producer } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import type { ChunkHandler, KafkaRecord, Verdict } from '../record.ts';
import { KafkaConsumer } from './kafka-consumer.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly kafkaBrokers: string;
  }
}

const brokers = inject('kafkaBrokers').split(',');
const kafka = new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING });
const admin: Admin = kafka.admin();
const producer: Producer = kafka.producer();
const started: KafkaConsumer[] = [];

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect()]);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((consumer) => consumer.stop()));
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

const createTopic = async (numPartitions = 1, topic = `spec.${randomUUID()}.v1`): Promise<string> => {
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
  return topic;
};

const produce = async (topic: string, values: readonly string[], partition = 0): Promise<void> => {
  await producer.send({ topic, messages: values.map((value) => ({ partition, key: 'key', value })) });
};

const start = (topic: string, handle: ChunkHandler, group = `group-${randomUUID()}`, stuckAfterMs = 60_000) => {
  const trouble: string[] = [];
  const consumer = new KafkaConsumer({
    brokers,
    clientId: 'spec',
    group,
    topics: [topic],
    handle,
    random: () => 0,
    pauseCapMs: 1_000,
    stuckAfterMs,
    onTrouble: (what, error) => trouble.push(`${what}: ${String(error)}`),
  });
  started.push(consumer);
  consumer.start();
  return { consumer, trouble };
};

/** Notes what it is done with, as `partition:value`. */
const noting = (seen: string[]): ChunkHandler => {
  return (chunk) => {
    seen.push(...chunk.map(nameOf));
    return Promise.resolve(chunk.map((): Verdict => 'done'));
  };
};

const nameOf = ({ partition, value }: KafkaRecord): string => `${partition}:${value?.toString() ?? ''}`;

const eventually = (expectation: () => void): Promise<void> =>
  vi.waitFor(expectation, { timeout: 20_000, interval: 20 });

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

it('brings every record, in the order of its partition, with its key, headers and time', async () => {
  const topic = await createTopic(3);
  for (const partition of [0, 1, 2]) await produce(topic, numbers(0, 1_000), partition);
  const headers = { id: 'first', twice: ['one', 'two'] };
  await producer.send({
    topic,
    messages: [{ partition: 0, key: 'key', value: 'last', headers, timestamp: '1767225600000' }],
  });
  const seen: string[] = [];
  const records: KafkaRecord[] = [];
  start(topic, (chunk) => {
    records.push(...chunk);
    return noting(seen)(chunk);
  });
  await eventually(() => {
    expect(seen.length).toBe(3_001);
  });
  expect(seen.filter((name) => name.startsWith('1:'))).toEqual(numbers(0, 1_000).map((value) => `1:${value}`));
  const last = records.find(({ value }) => value?.toString() === 'last');
  expect(last).toMatchObject({
    topic,
    offset: '1000',
    timestampMs: 1_767_225_600_000,
    headers: { id: 'first', twice: 'two' },
  });
});

it('takes no later record of a partition before one that was put off', async () => {
  const topic = await createTopic();
  await produce(topic, numbers(0, 20));
  const seen: string[] = [];
  // Takes two of each chunk, as a chunk that has used up its time does.
  start(topic, (chunk) =>
    noting(seen)(chunk.slice(0, 2)).then((verdicts) => [...verdicts, ...chunk.slice(2).map((): Verdict => 'again')]),
  );
  await eventually(() => {
    expect(seen).toEqual(numbers(0, 20).map((value) => `0:${value}`));
  });
});

it.each([
  ['infrastructure that is away', new Error('database away')],
  ['a defect', new TypeError('undefined is not a function')],
])('asks again after %s, with the same records, and skips nothing', async (_what, error) => {
  const topic = await createTopic();
  await produce(topic, ['a', 'b']);
  const seen: string[] = [];
  let failures = 0;
  const { trouble } = start(topic, (chunk) => {
    failures += 1;
    return failures <= 2 ? Promise.reject(error) : noting(seen)(chunk);
  });
  await eventually(() => {
    expect(seen).toEqual(['0:a', '0:b']);
  });
  expect(trouble.filter((told) => told.includes(error.message))).toHaveLength(2);
  await produce(topic, ['c']);
  await eventually(() => {
    expect(seen).toEqual(['0:a', '0:b', '0:c']);
  });
});

it('commits how far it came before it leaves, so that the next one begins there', async () => {
  const topic = await createTopic();
  const group = `group-${randomUUID()}`;
  const [first, second]: string[][] = [[], []];
  const { consumer, trouble } = start(topic, noting(first!), group);
  await eventually(() => {
    expect(consumer.isAlive(Date.now())).toBe(true);
  });
  await produce(topic, ['a', 'b']);
  await eventually(() => {
    expect(first).toEqual(['0:a', '0:b']);
  });
  await consumer.stop();
  expect(trouble).toEqual([]);
  const [position] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  expect(position?.partitions).toMatchObject([{ partition: 0, offset: '2' }]);
  await produce(topic, ['c']);
  start(topic, noting(second!), group);
  await eventually(() => {
    expect(second).toEqual(['0:c']);
  });
});

it('commits nothing that its handler has not answered: who stops in between leaves it to the next', async () => {
  const topic = await createTopic();
  const group = `group-${randomUUID()}`;
  await produce(topic, ['a', 'b', 'c']);
  const [first, second]: string[][] = [[], []];
  // Its transaction comes through for one record; then the database is away.
  const { consumer, trouble } = start(
    topic,
    (chunk) =>
      first!.length > 0
        ? Promise.reject(new Error('database away'))
        : noting(first!)(chunk.slice(0, 1)).then((verdicts) => [
            ...verdicts,
            ...chunk.slice(1).map((): Verdict => 'again'),
          ]),
    group,
  );
  await eventually(() => {
    expect(first).toEqual(['0:a']);
    expect(trouble).toContainEqual(expect.stringContaining('database away'));
  });
  await consumer.stop();
  const [position] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  expect(position?.partitions).toMatchObject([{ partition: 0, offset: '1' }]);
  start(topic, noting(second!), group);
  await eventually(() => {
    expect(second).toEqual(['0:b', '0:c']);
  });
});

it('waits for a topic that is not there yet', async () => {
  const topic = `spec.${randomUUID()}.v1`;
  const seen: string[] = [];
  const { trouble, consumer } = start(topic, noting(seen));
  await eventually(() => {
    expect(trouble).not.toEqual([]);
  });
  expect(consumer.isAlive(Date.now())).toBe(false);
  await createTopic(1, topic);
  await produce(topic, ['a']);
  await eventually(() => {
    expect(seen).toEqual(['0:a']);
  });
});

it('shares the partitions of a group with another instance, and loses nothing when that one goes', async () => {
  const topic = await createTopic(4);
  const group = `group-${randomUUID()}`;
  const [one, two]: string[][] = [[], []];
  const both = (): readonly string[] => [...new Set([...one!, ...two!])];
  start(topic, noting(one!), group);
  const { consumer } = start(topic, noting(two!), group);
  for (let round = 0; one!.length === 0 || two!.length === 0; round += 1) {
    await Promise.all([0, 1, 2, 3].map((partition) => produce(topic, [`r${round}`], partition)));
    const expected = (round + 1) * 4;
    await eventually(() => {
      expect(both()).toHaveLength(expected);
    });
  }
  await consumer.stop();
  const before = both().length;
  await Promise.all([0, 1, 2, 3].map((partition) => produce(topic, ['last'], partition)));
  await eventually(() => {
    expect(both()).toHaveLength(before + 4);
  });
});

it('is stuck when its handler never comes back while records arrive, and only then', async () => {
  const topic = await createTopic();
  const idle = start(topic, noting([]), undefined, 300);
  const failing = start(topic, () => Promise.reject(new Error('database away')), undefined, 300);
  const released = Promise.withResolvers<undefined>();
  const hanging = start(
    topic,
    async (chunk) => {
      await released.promise;
      return noting([])(chunk);
    },
    undefined,
    300,
  );
  await vi.waitFor(
    async () => {
      await produce(topic, ['another']);
      expect(hanging.consumer.stuck()).toEqual([`${topic}/0`]);
      expect([...idle.consumer.stuck(), ...failing.consumer.stuck()]).toEqual([]);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(hanging.consumer.isAlive(Date.now())).toBe(true);
  released.resolve(undefined);
  await eventually(() => {
    expect(hanging.consumer.stuck()).toEqual([]);
  });
});
