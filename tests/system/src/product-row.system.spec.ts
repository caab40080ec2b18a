import { randomUUID } from 'node:crypto';
import { topics } from '@tidemark/contracts';
import { eventually } from '@tidemark/local';
import { describeChanges } from '@tidemark/pacts';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';

let running: SharedShop;

beforeAll(() => {
  running = sharedShop();
  return running.close;
});

/** One who changes a product over HTTP as an operator does. */
const changeProduct = async (method: string, path: string, body?: object): Promise<void> => {
  const url = `${String(running.urls['inventory'])}${path}`;
  const etag = method === 'POST' ? null : (await fetch(url)).headers.get('etag');
  const answer = await fetch(url, {
    method,
    headers: {
      'idempotency-key': randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
      ...(etag !== null && { 'if-match': etag }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered by ${String(answer.status)}: ${await answer.text()}`);
};

/** What Debezium wrote about a product, until it says that it was deleted. */
const envelopesOf = async (sku: string) => {
  const kafka = new Kafka({ brokers: running.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `product-row-${randomUUID()}` });
  const found: { readonly op: string }[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic: topics.productChanges, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, value } }) => {
      if (key?.toString() === sku && value !== null) found.push(JSON.parse(value.toString()) as { op: string });
    },
  });
  try {
    await eventually(
      'the deletion of the product on its topic',
      async () => found.some(({ op }) => op === 'd') || undefined,
    );
  } finally {
    await consumer.disconnect();
  }
  return found;
};

// The same pacts as inventory's own contract spec holds its table to; here the connector has its word.
describeChanges({
  owner: 'inventory',
  file: 'tests/system/src/product-row.system.spec.ts',
  changes: async () => {
    const sku = `lamp-${randomUUID()}`;
    const product = { name: 'Lamp', priceMinor: 2_500, currency: 'EUR' };
    await changeProduct('POST', '/products', { sku, ...product });
    await changeProduct('PUT', `/products/${sku}`, { ...product, priceMinor: 2_400 });
    await changeProduct('DELETE', `/products/${sku}`);
    const metadata = { topic: topics.productChanges, keyedBy: 'sku', key: sku };
    return (await envelopesOf(sku)).map((content) => ({ content, metadata }));
  },
});
