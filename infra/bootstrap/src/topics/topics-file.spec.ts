import { describe, expect, it } from 'vitest';
import { parseTopics, readTopics } from './topics-file.ts';

const defaults = { databaseName: 'tidemark', partitions: 3 };
const entry = (rules: string): string => `topics: [{ name: a.v1, key: k, description: d, ${rules} }]`;

describe('the list of topics', () => {
  it('is readable as it stands in infra/kafka', async () => {
    const topics = await readTopics(defaults);

    expect(topics.map(({ name }) => name)).toContain('__debezium-heartbeat.tidemark');
    expect(topics.find(({ name }) => name === 'order.events.v1')).toEqual({
      name: 'order.events.v1',
      partitions: 3,
      configuration: {
        'cleanup.policy': 'delete',
        'message.timestamp.type': 'CreateTime',
        'max.message.bytes': '1048576',
        'retention.ms': '-1',
        'retention.bytes': '-1',
      },
      key: 'orderId',
      description: 'Every fact of an order in its public form, one record per fact of its stream.',
    });
  });

  it('reads hours and days as milliseconds', () => {
    const [topic] = parseTopics(entry('retention: 7d, cleanup: delete'), defaults);

    expect(topic?.configuration['retention.ms']).toBe('604800000');
  });

  it('takes the retention of a compacted topic for the life of its tombstones', () => {
    const [topic] = parseTopics(entry('retention: 12h, cleanup: compact'), defaults);

    expect(topic?.configuration).toMatchObject({ 'cleanup.policy': 'compact', 'delete.retention.ms': '43200000' });
    expect(topic?.configuration).not.toHaveProperty('retention.ms');
  });

  it('gives a topic its own partition count, or the one of the installation', () => {
    const counts = ['partitions: 1, retention: 1d, cleanup: delete', 'retention: 1d, cleanup: delete'].map(
      (rules) => parseTopics(entry(rules), { ...defaults, partitions: 12 })[0]?.partitions,
    );

    expect(counts).toEqual([1, 12]);
  });

  it.each([
    ['an unknown property', entry('retention: 1d, cleanup: delete, replicas: 1'), 'replicas'],
    ['a retention without unit', entry('retention: 7, cleanup: delete'), 'topics.0.retention'],
    ['an unknown cleanup', entry('retention: 7d, cleanup: both'), 'topics.0.cleanup'],
    ['no partition at all', entry('partitions: 0, retention: 7d, cleanup: delete'), 'topics.0.partitions'],
    ['an empty list', 'topics: []', 'topics'],
    ['a placeholder that nobody fills', 'topics: "${OTHER}"', 'OTHER'],
    ['text that is no YAML', 'topics: [', 'Mend infra/kafka/topics.yaml'],
    [
      'a topic that stands there twice',
      `topics:
        - { name: a.v1, key: k, description: d, retention: 1d, cleanup: delete }
        - { name: a.v1, key: k, description: d, retention: 1d, cleanup: delete }`,
      'a.v1 stands there twice',
    ],
  ])('is refused with %s, which it names', (_, text, named) => {
    expect(() => parseTopics(text, defaults)).toThrow(named);
  });
});
