import { randomUUID } from 'node:crypto';
import { eventually, footprintOf } from '@tidemark/local';
import { judgedAnswers } from '@tidemark/platform/testing/received';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';

let running: SharedShop;

beforeAll(async () => {
  running = sharedShop();
  await running.shop.stock('lamp', 100, 2_500);
  await running.shop.stock('bulb', 100, 300);
  return running.close;
});

describe('an order on the real stack', () => {
  it('goes through stock, payment and shipping, is Confirmed, and its customer is told by mail', async () => {
    const { shop, query } = running;
    const orderId = await shop.order([
      { sku: 'lamp', quantity: 2 },
      { sku: 'bulb', quantity: 3 },
    ]);
    const fulfillment = await shop.until(orderId, 'Confirmed');

    expect(fulfillment.journal.map(({ to, input, sent }) => [to, input, sent])).toEqual([
      ['AwaitingStock', 'OrderPlaced', ['ReserveStock']],
      ['AwaitingPayment', 'StockReserved', ['CapturePayment']],
      ['AwaitingShipment', 'PaymentCaptured', ['ScheduleShipment']],
      ['Confirmed', 'ShipmentScheduled', []],
    ]);
    const payment = await shop.get('payment', `/payments/${orderId}`);
    expect(await payment.json()).toMatchObject({ orderId, status: 'Captured', capturedMinor: 5_900, currency: 'EUR' });
    const shipment = await shop.get('shipping', `/shipments/${orderId}`);
    expect(await shipment.json()).toMatchObject({ orderId, status: 'Scheduled' });
    expect(
      await query('order', 'select type, version from event where stream_id = $1 order by version', [
        `order-${orderId}`,
      ]),
    ).toEqual([
      { type: 'OrderPlaced', version: 1 },
      { type: 'OrderConfirmed', version: 2 },
    ]);
    await shop.mailAbout(orderId, 'Your order is confirmed');
  });

  it.each(['order', 'inventory', 'payment', 'shipping'])(
    'has the answers of %s held against the document of that service',
    (service) => {
      expect(judgedAnswers(service)).toBeGreaterThan(0);
    },
  );

  it('holds what it reserved back from the shelf', async () => {
    const { shop } = running;
    const before = (await (await shop.get('inventory', '/stock/bulb')).json()) as {
      reserved: number;
      available: number;
    };
    const orderId = await shop.order([{ sku: 'bulb', quantity: 7 }]);
    await shop.until(orderId, 'Confirmed');
    const after = await shop.get('inventory', '/stock/bulb');
    expect(await after.json()).toMatchObject({ reserved: before.reserved + 7, available: before.available - 7 });
  });

  it('can be read by who placed it: the view waits for the version that the answer named', async () => {
    const { shop } = running;
    const orderId = await shop.order([{ sku: 'lamp', quantity: 1 }]);
    await shop.until(orderId, 'Confirmed');
    const url = `${String(running.urls['order'])}/orders/${orderId}?minVersion=2`;
    const answer = await fetch(url, { headers: { prefer: 'wait=5' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=5');
    expect(await answer.json()).toMatchObject({ orderId, status: 'Confirmed', totalMinor: 2_500, version: 2 });
  });

  it('is placed once, however often the same request comes, also at the same time', async () => {
    const { shop, query } = running;
    const key = randomUUID();
    const customerId = `customer-${randomUUID()}`;
    const body = { ...ORDER, customerId };
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.post('order', '/orders', body, key)));
    const again = await shop.post('order', '/orders', body, key);
    expect(again.status).toBe(202);
    expect(answers.map(({ status }) => status).every((status) => status === 202 || status === 409)).toBe(true);
    const placed = await query<{ count: string }>(
      'order',
      `select count(*) from event where type = 'OrderPlaced' and data->>'customerId' = $1`,
      [customerId],
    );
    expect(placed).toEqual([{ count: '1' }]);
    const other = await shop.post('order', '/orders', { ...body, cardToken: 'tok_declined' }, key);
    expect(other.status).toBe(422);
  });

  it('stays under 3 GiB of memory with everything running', async () => {
    expect((await footprintOf(Object.values(running.pids()))).pssMiB).toBeLessThan(3 * 1_024);
  });
});

describe('bytes on a topic that are no message', () => {
  it('become a dead letter with cause and origin, in the database and on its topic, and the partition flows on', async () => {
    const { shop, kafkaBrokers, query } = running;
    const kafka = new Kafka({ brokers: [kafkaBrokers], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    const poison = Buffer.from('no message at all');
    // One on every partition: whichever the next order takes, poison is in front of it.
    const sent = await producer.send({
      topic: 'inventory.commands.v1',
      messages: [0, 1, 2].map((partition) => ({ partition, key: 'poison', value: poison })),
    });
    await producer.disconnect();
    const places = sent.map(
      ({ partition, baseOffset }) => `inventory.commands.v1/${String(partition)}/${String(baseOffset)}`,
    );

    const orderId = await shop.order([{ sku: 'lamp', quantity: 1 }]);
    await shop.until(orderId, 'Confirmed');

    const letters = await eventually('three dead letters', async () => {
      const rows = await query<{ place: string; code: string; cause: string; value: Buffer }>(
        'inventory',
        `select topic || '/' || partition || '/' || "offset" as place, code, cause, value from dead_letter order by partition`,
      );
      return rows.length >= 3 ? rows : undefined;
    });
    expect(letters.map(({ place }) => place).toSorted()).toEqual(places.toSorted());
    expect(letters.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'AVRO.MALFORMED_MESSAGE'));
    expect(letters[0]?.value.equals(poison)).toBe(true);

    const copies = await readTopic(kafka, 'inventory.commands.dead-letters.v1', 3);
    expect(copies.map(({ origin }) => origin).toSorted()).toEqual(places.toSorted());
    expect(copies.every(({ cause, value }) => cause.startsWith('AVRO.MALFORMED_MESSAGE') && value.equals(poison))).toBe(
      true,
    );
  });
});

const ORDER = {
  customerId: 'customer-2',
  emailAddress: 'grace@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Grace Hopper', street: 'Flow-Matic 9', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'lamp', quantity: 1 }],
};

interface Copy {
  readonly origin: string;
  readonly cause: string;
  readonly value: Buffer;
}

/** Reads a topic from its beginning until it has given so many records. */
const readTopic = async (kafka: Kafka, topic: string, count: number): Promise<readonly Copy[]> => {
  const consumer = kafka.consumer({ groupId: `test-${randomUUID()}` });
  const copies: Copy[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      const { deadLetterOrigin, deadLetterCause } = message.headers ?? {};
      copies.push({
        origin: String(deadLetterOrigin),
        cause: String(deadLetterCause),
        value: message.value ?? Buffer.alloc(0),
      });
      return Promise.resolve();
    },
  });
  try {
    return await eventually(
      () => `${String(count)} records on ${topic}; there are ${String(copies.length)}`,
      () => Promise.resolve(copies.length >= count ? copies : undefined),
    );
  } finally {
    await consumer.disconnect();
  }
};
