import { randomUUID } from 'node:crypto';
import { createMessageCodec, httpRegistry, loadSchemaRows, schemaIdsOf } from '@tidemark/avro';
import { topics } from '@tidemark/contracts';
import { SKUS } from '../orders.ts';
import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';
import { POISON_KEY } from './poison.ts';

/**
 * Commands that keep their contract and ask for no piece of a product, which cannot be asked for: whoever handles one
 * throws. Each must be held, tried again and become a dead letter in the end, and hold up nobody else meanwhile.
 */
export const unlawful: Strike<'unlawful'> = async ({ messages }, { kafka, query, system }, { poisoned }) => {
  let sent = 0;
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    const rows = await untilDone(() => loadSchemaRows((sql, values) => query('public', sql, values)));
    const registry = httpRegistry(system.stack.registry.url);
    const codec = createMessageCodec({ schemaIds: schemaIdsOf(rows), registry });
    await producer.connect();
    for (let number = 1; number <= messages; number += 1) {
      const lines = [{ sku: SKUS[number % SKUS.length] ?? '', quantity: 0 }];
      const value = codec.encode({ type: 'ReserveStock', orderId: randomUUID(), lines });
      const topic = topics.inventoryCommands;
      const [place] = await producer.send({ topic, messages: [{ key: `${POISON_KEY}unlawful ${number}`, value }] });
      poisoned(topic, place?.partition ?? 0, Number(place?.baseOffset ?? -1));
      sent += 1;
    }
  } catch (error) {
    // Another fault may have taken the broker or the database. What was acknowledged is expected.
    if (sent === 0) throw error;
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
  return () => Promise.resolve(`${sent} unlawful messages`);
};
