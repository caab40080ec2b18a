import { describe, expect, it } from 'vitest';
import { catalogs, goodsCatalog } from '../catalogs.fixtures.ts';
import { neededTopics, requireTopics } from './catalog-topics.ts';
import { readTopics } from './topics-file.ts';

const topics = await readTopics({ databaseName: 'tidemark', partitions: 3 });

describe('the topics that catalogs need', () => {
  it('are in the list', () => {
    expect(() => {
      requireTopics(topics, catalogs, 'tidemark');
    }).not.toThrow();
  });

  it('are what is listened to, folded, captured, and a dead-letter topic for each group', () => {
    const needed = [...neededTopics(catalogs, 'tidemark').keys()];

    expect(needed).toEqual(
      expect.arrayContaining([
        'payment.events.v1',
        'order.fulfillment.dead-letters.v1',
        'order.order-view.v1.dead-letters.v1',
        'inventory.product.cdc.v1',
        'tidemark.probe.v1',
        '__debezium-heartbeat.tidemark',
      ]),
    );
  });

  it('are asked for in one sentence that says who needs them', () => {
    const lonely = { ...goodsCatalog, consumers: [{ group: 'goods.returns', topics: ['returns.events.v1'] }] };

    expect(() => {
      requireTopics(topics, [lonely], 'tidemark');
    }).toThrow(
      'Add to infra/kafka/topics.yaml: returns.events.v1 (goods listens to it as goods.returns), goods.returns.dead-letters.v1 (goods.returns needs it for its dead letters).',
    );
  });
});
