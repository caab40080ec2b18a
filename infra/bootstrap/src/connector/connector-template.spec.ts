import { describe, expect, it } from 'vitest';
import { fillConnector, readConnector } from './connector-template.ts';

const values = {
  databaseName: 'tidemark',
  databaseHost: 'db',
  databasePort: 5432,
  replicationRole: 'tidemark_replication',
  passwordFile: '/run/secrets/tidemark_replication.properties',
  passwordVersion: 'v1',
  pollIntervalMs: 5,
  outboxes: ['order', 'fraud-screening'],
  captured: [{ schema: 'inventory', table: 'product', key: 'sku', topic: 'inventory.product.cdc.v1' }],
};

describe('the connector', () => {
  it('matches exactly the outboxes and the captured tables', async () => {
    const { name, config } = await readConnector(values);

    expect(name).toBe('tidemark-outbox');
    expect(config['table.include.list']).toBe('order\\.outbox,fraud\\-screening\\.outbox,inventory\\.product');
    const pattern = new RegExp(`^(?:${config['predicates.outbox.pattern'] ?? ''})$`);
    expect(
      ['tidemark.order.outbox', 'tidemark.fraud-screening.outbox', 'tidemark.inventory.product', 'x.order.outbox'].map(
        (topic) => pattern.test(topic),
      ),
    ).toEqual([true, true, false, false]);
  });

  it('sends the rows of a captured table by their key to their own topic', async () => {
    const { config } = await readConnector(values);

    expect(config).toMatchObject({
      transforms: 'outbox,inventory_productKey,inventory_productTopic',
      predicates: 'outbox,inventory_product',
      'predicates.inventory_product.pattern': 'tidemark\\.inventory\\.product',
      'transforms.inventory_productKey.field': 'sku',
      'transforms.inventory_productTopic.replacement': 'inventory.product.cdc.v1',
    });
  });

  it('hands on each row as soon as it was read, and sends it with those that come right behind it', async () => {
    const { config } = await readConnector(values);

    expect(config).toMatchObject({
      'max.batch.size': '1',
      'poll.interval.ms': '5',
      'producer.override.linger.ms': '2',
    });
  });

  it('leaves to Debezium the placeholder that is its own', async () => {
    const { config } = await readConnector(values);

    expect(config['transforms.outbox.route.topic.replacement']).toBe('${routedByValue}');
  });

  it('names the file in which Connect finds the password, and its version', async () => {
    const { config } = await readConnector(values);

    expect(config['database.password']).toBe('${file:/run/secrets/tidemark_replication.properties:password}');
    expect(config['tidemark.password.version']).toBe('v1');
  });

  it.each([
    ['a placeholder without a value', '{"name": "${NOBODY}", "config": {}, "capturedTable": {}}', 'NOBODY'],
    ['a setting that is no text', '{"name": "x", "config": {"tasks.max": 1}, "capturedTable": {}}', 'tasks.max'],
    ['text that is no JSON', '{', 'Mend infra/debezium/outbox.connector.json'],
  ])('is refused with %s', (_, text, named) => {
    expect(() => fillConnector(text, values)).toThrow(named);
  });
});
