import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';
import { kafkaClient } from '../kafka-client.ts';
import { applyTopics } from './apply-topics.ts';
import type { TopicWish } from './topics-file.ts';
import { parseTopics } from './topics-file.ts';

const { ConfigResourceTypes } = kafkajs;
const kafka = kafkaClient(inject('kafkaBrokers'));
const patience = { waitMs: 10_000, signal: new AbortController().signal };
let admin: Admin;

beforeAll(async () => {
  admin = kafka.admin();
  await admin.connect();
});

afterAll(() => admin.disconnect());

const topic = (name: string, rules: string): TopicWish =>
  parseTopics(`topics: [{ name: ${name}, ${rules}, key: k, description: d }]`, {
    databaseName: 'd',
    partitions: 3,
  })[0]!;

const apply = (wish: TopicWish): ReturnType<typeof applyTopics> => applyTopics(admin, [wish], 1, patience);

describe('applying topics', () => {
  it('creates a topic as the list says, and then leaves it alone', async () => {
    const wish = topic(`test.${randomUUID()}`, 'retention: forever, cleanup: delete');

    expect((await apply(wish)).changes).toEqual([`${wish.name} created`]);
    expect(await apply(wish)).toEqual({ summary: '1 topic', changes: [], warnings: [] });
  });

  it('lengthens a retention and keeps the settings that others made', async () => {
    const name = `test.${randomUUID()}`;
    await apply(topic(name, 'retention: 1d, cleanup: delete'));
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name,
          configEntries: [
            { name: 'segment.ms', value: '600000' },
            { name: 'retention.ms', value: '86400000' },
            { name: 'max.message.bytes', value: '1048576' },
          ],
        },
      ],
    });

    const { changes } = await apply(topic(name, 'retention: 7d, cleanup: delete'));

    expect(changes).toEqual([`${name} has retention.ms=604800000 now`]);
    expect(await settingsOf(name)).toMatchObject({ 'segment.ms': '600000', 'retention.ms': '604800000' });
  });

  it('reports a retention that would delete records, and leaves it', async () => {
    const name = `test.${randomUUID()}`;
    await apply(topic(name, 'retention: forever, cleanup: delete'));

    const { changes, warnings } = await apply(topic(name, 'retention: 7d, cleanup: delete'));

    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('a shorter retention deletes records')]);
  });

  it('gives an empty topic more partitions', async () => {
    const name = `test.${randomUUID()}`;
    await apply(topic(name, 'partitions: 1, retention: 1d, cleanup: delete'));

    const { changes } = await apply(topic(name, 'partitions: 2, retention: 1d, cleanup: delete'));

    expect(changes).toEqual([`${name} has 2 partitions now`]);
  });

  it('never changes the partition count of a topic that holds records', async () => {
    const name = `test.${randomUUID()}`;
    await apply(topic(name, 'partitions: 1, retention: 1d, cleanup: delete'));
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: name, messages: [{ value: 'a record' }] });
    await producer.disconnect();

    const { changes, warnings } = await apply(topic(name, 'partitions: 2, retention: 1d, cleanup: delete'));

    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      `${name} has 1 partition instead of 2 and holds records, whose keys would move: make a new topic version instead.`,
    ]);
  });
});

async function settingsOf(name: string): Promise<Readonly<Record<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name }],
  });
  return Object.fromEntries((resources[0]?.configEntries ?? []).map((entry) => [entry.configName, entry.configValue]));
}
