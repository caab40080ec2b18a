import { randomUUID } from 'node:crypto';
import { topics } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { ORDER, speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

let service: ServiceUnderTest;
let speak: ReturnType<typeof speakTo>;

beforeAll(async () => {
  service = await startService(orderService);
  speak = speakTo(service);
  await speak.hearPrice('lamp', 2_500, 'EUR', 1);
  await speak.hearPrice('rug', 9_900, 'USD', 2);
  await speak.hearPrice('palace', Number.MAX_SAFE_INTEGER, 'EUR', 3);
  await speak.hearPrice('leaflet', 0, 'EUR', 4);
  await speak.hearPrice('gift', 0, 'EUR', 3);
  return service.stop;
});

const line = { sku: 'lamp', quantity: 1 };
const ordering = (changes: object) => () => speak.post('/orders', { ...ORDER, ...changes });
const orderingLines = (...lines: readonly object[]) => ordering({ lines });

interface Refused {
  readonly what: string;
  readonly send: () => supertest.Test;
  readonly answer: readonly [status: number, code: string];
  readonly names: readonly [field: string, rule: RegExp];
}

const refused = (
  what: string,
  send: () => supertest.Test,
  answer: Refused['answer'],
  ...names: Refused['names']
): Refused => ({ what, send, answer, names });

const expectRefusal = async ({ send, answer: [status, code], names: [field, rule] }: Refused): Promise<void> => {
  const answer = await send();
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ status, code, detail: expect.stringMatching(/\.$/u) as string });
  expect(answer.status).toBe(status);
  const { errors } = answer.body as { errors: readonly { field: string; rule: string }[] };
  expect(errors).toEqual([{ field, rule: expect.stringMatching(rule) as string }]);
};

const INVALID = [400, 'INPUT_INVALID'] as const;

describe('bad input is one problem that names field and rule, and stores nothing', () => {
  it.each([
    refused('an unknown property', ordering({ coupon: 'x' }), INVALID, 'coupon', /^unknown property/u),
    refused(
      'an unknown property in a line',
      orderingLines({ ...line, gift: true }),
      INVALID,
      'lines[0].gift',
      /^unknown property/u,
    ),
    refused('0 lines', orderingLines(), INVALID, 'lines', /at least 1 line$/u),
    refused(
      '101 lines',
      ordering({ lines: Array.from({ length: 101 }, () => line) }),
      INVALID,
      'lines',
      /at most 100 lines$/u,
    ),
    refused('a quantity of 0', orderingLines({ ...line, quantity: 0 }), INVALID, 'lines[0].quantity', /at least 1$/u),
    refused('a quantity of -1', orderingLines({ ...line, quantity: -1 }), INVALID, 'lines[0].quantity', /at least 1$/u),
    refused(
      'a quantity of 1.5',
      orderingLines({ ...line, quantity: 1.5 }),
      INVALID,
      'lines[0].quantity',
      /^must be a whole number$/u,
    ),
    refused(
      'an unknown SKU',
      orderingLines(line, { sku: 'unicorn', quantity: 1 }),
      [422, 'UNKNOWN_SKU'],
      'lines[1].sku',
      /^must be a product of the catalog$/u,
    ),
    refused(
      'a body over 64 kB',
      ordering({ customerId: 'x'.repeat(70_000) }),
      [413, 'BODY_TOO_LARGE'],
      'body',
      /^must be at most 64 kB$/u,
    ),
    refused(
      'broken JSON',
      () => speak.post('/orders', '{"customerId":'),
      [400, 'BODY_UNREADABLE'],
      'body',
      /^must be one JSON object$/u,
    ),
    refused(
      'a wrong content type',
      () => speak.post('/orders', 'customerId=1').set('content-type', 'application/x-www-form-urlencoded'),
      [415, 'CONTENT_TYPE_UNSUPPORTED'],
      'Content-Type',
      /^must be application\/json$/u,
    ),
    refused(
      'a missing Idempotency-Key',
      () => supertest(service.server).post('/orders').send(ORDER),
      [400, 'IDEMPOTENCY_KEY_INVALID'],
      'Idempotency-Key',
      /^is required/u,
    ),
    refused(
      'an Idempotency-Key with spaces',
      () => speak.post('/orders', ORDER, 'two words'),
      [400, 'IDEMPOTENCY_KEY_INVALID'],
      'Idempotency-Key',
      /visible ASCII/u,
    ),
    refused('a text for a quantity', orderingLines({ ...line, quantity: '1' }), INVALID, 'lines[0].quantity', /whole/u),
    refused('a missing customer', ordering({ customerId: undefined }), INVALID, 'customerId', /must be text/u),
    refused(
      'a character that no row can hold',
      ordering({ customerId: 'a\u0000b' }),
      INVALID,
      'customerId',
      /U\+0000/u,
    ),
    refused(
      'half a surrogate pair',
      orderingLines({ ...line, sku: 'a\ud800' }),
      INVALID,
      'lines[0].sku',
      /half a surrogate pair/u,
    ),
    refused('a list for a body', () => speak.post('/orders', '[]'), INVALID, 'body', /of type object/u),
    refused(
      'an unknown property of a cancellation',
      () => speak.post(`/orders/${randomUUID()}/cancellation`, { because: 'x' }),
      INVALID,
      'because',
      /^unknown property/u,
    ),
    refused('an order id that is none', () => speak.post('/orders/42/cancellation', {}), INVALID, 'orderId', /UUID/u),
  ])('$what', async (input) => {
    const before = await speak.stored();
    await expectRefusal(input);
    expect(await speak.stored()).toEqual(before);
  });

  it.each([
    refused(
      'the same SKU on two lines',
      orderingLines(line, line),
      [422, 'DUPLICATE_SKU'],
      'lines[1].sku',
      /^must stand on one line only$/u,
    ),
    refused(
      'products of two currencies',
      orderingLines(line, { sku: 'rug', quantity: 1 }),
      [422, 'MIXED_CURRENCIES'],
      'lines[1].sku',
      /^must be priced in EUR, as the first line is$/u,
    ),
    refused(
      'a total of nothing',
      orderingLines({ sku: 'leaflet', quantity: 1 }),
      [422, 'NOTHING_TO_PAY'],
      'lines',
      /^must cost at least 1 minor unit together$/u,
    ),
    refused(
      'a total that no amount can hold',
      orderingLines({ sku: 'palace', quantity: 10_000 }),
      [422, 'TOTAL_TOO_LARGE'],
      'lines',
      /minor units together$/u,
    ),
  ])('except the answer under its key, where time heals nothing: $what', async (input) => {
    const before = await speak.stored();
    await expectRefusal(input);
    expect(await speak.stored()).toEqual({ ...before, idempotency: (before['idempotency'] ?? 0) + 1 });
  });

  it.each([
    ['an unknown address', () => speak.post('/order', ORDER), 'NOT_FOUND'],
    ['an order that is unknown', () => speak.post(`/orders/${randomUUID()}/cancellation`, {}), 'ORDER_UNKNOWN'],
  ])('and what is not there is a 404 of its own: %s', async (_what, send, code) => {
    const before = await speak.stored();
    expect(await send()).toMatchObject({ status: 404, type: 'application/problem+json', body: { code } });
    expect(await speak.stored()).toEqual(before);
  });
});

describe('bytes that are no message', () => {
  it('become a dead letter with cause and origin, and a copy in the outbox, once', async () => {
    const record = { topic: topics.paymentEvents, partition: 2, offset: '77', value: Buffer.from([0, 1]) };
    expect(await service.hearRecord(record)).toEqual(['done']);
    expect(await service.hearRecord(record)).toEqual(['done']);
    const letters = await service.admin.query(
      `select consumer, topic, partition, "offset", code from dead_letter where "offset" = 77`,
    );
    expect(letters.rows).toEqual([
      {
        consumer: 'order.fulfillment',
        topic: topics.paymentEvents,
        partition: 2,
        offset: '77',
        code: 'AVRO.MALFORMED_MESSAGE',
      },
    ]);
    const copies = await service.admin.query(
      `select topic, dead_letter_origin from outbox where dead_letter_origin is not null`,
    );
    expect(copies.rows).toEqual([
      { topic: 'order.fulfillment.dead-letters.v1', dead_letter_origin: `${topics.paymentEvents}/2/77` },
    ]);
  });
});

describe('bytes that are no message, with a key and headers that no row can hold', () => {
  it.each<[what: string, key: Buffer, headers: Record<string, string>]>([
    ['a key with U+0000', Buffer.from('a\u0000b'), {}],
    ['a key of 2,000 bytes', Buffer.alloc(2_000, 'k'), {}],
    ['a key that is no UTF-8', Buffer.from([0xff, 0xfe]), {}],
    ['a type of 300 bytes', Buffer.from('k'), { type: 'T'.repeat(300) }],
    ['headers with U+0000', Buffer.from('k'), { actor: 'a\u0000', traceparent: '\u0000', 'x\u0000': 'y' }],
    [
      'an actor of 200 characters of 3 bytes',
      Buffer.from('k'),
      { actor: '€'.repeat(200), correlationId: '€'.repeat(200) },
    ],
  ])('become a dead letter all the same: %s', async (what, key, headers) => {
    const offset = String(1_000 + what.length);
    const record = { topic: topics.shippingEvents, offset, key, value: Buffer.from('poison'), headers };
    expect(await service.hearRecord(record)).toEqual(['done']);
    const letters = await service.admin.query('select key from dead_letter where topic = $1 and "offset" = $2', [
      topics.shippingEvents,
      offset,
    ]);
    expect(letters.rows).toEqual([{ key }]);
  });

  it('also on the topic of a view', async () => {
    const record = { topic: topics.orderEvents, offset: '5', key: Buffer.from('\u0000'), value: Buffer.from('poison') };
    expect(await service.hearRecord(record)).toEqual(['done']);
    const letters = await service.admin.query('select consumer from dead_letter where topic = $1', [
      topics.orderEvents,
    ]);
    expect(letters.rows).toEqual([{ consumer: 'order.order-view' }]);
  });
});
