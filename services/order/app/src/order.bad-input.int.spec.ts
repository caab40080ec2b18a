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
  return service.stop;
});

describe('bad input is one problem that names field and rule, and stores nothing', () => {
  const line = { sku: 'lamp', quantity: 1 };
  const cases: readonly [what: string, body: object | string, status: number, field: string, rule: RegExp][] = [
    ['an unknown property', { ...ORDER, coupon: 'x' }, 400, 'coupon', /unknown property/u],
    [
      'an unknown property in a line',
      { ...ORDER, lines: [{ ...line, gift: true }] },
      400,
      'lines[0].gift',
      /unknown property/u,
    ],
    ['no lines', { ...ORDER, lines: [] }, 400, 'lines', /at least 1 line/u],
    ['101 lines', { ...ORDER, lines: Array.from({ length: 101 }, () => line) }, 400, 'lines', /at most 100 lines/u],
    ['a quantity of 0', { ...ORDER, lines: [{ ...line, quantity: 0 }] }, 400, 'lines[0].quantity', /at least 1/u],
    ['a quantity of -1', { ...ORDER, lines: [{ ...line, quantity: -1 }] }, 400, 'lines[0].quantity', /at least 1/u],
    ['a quantity of 1.5', { ...ORDER, lines: [{ ...line, quantity: 1.5 }] }, 400, 'lines[0].quantity', /whole number/u],
    [
      'a text for a quantity',
      { ...ORDER, lines: [{ ...line, quantity: '1' }] },
      400,
      'lines[0].quantity',
      /whole number/u,
    ],
    ['a missing customer', { ...ORDER, customerId: undefined }, 400, 'customerId', /must be text/u],
    ['a character that no row can hold', { ...ORDER, customerId: 'a\u0000b' }, 400, 'customerId', /U\+0000/u],
    ['half a surrogate pair', { ...ORDER, lines: [{ ...line, sku: 'a\ud800' }] }, 400, 'lines[0].sku', /surrogate/u],
    ['a list for a body', '[]', 400, 'body', /./u],
  ];

  it.each(cases)('%s', async (_what, body, status, field, rule) => {
    const before = await speak.stored();
    const answer = await speak.post('/orders', body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const { errors } = answer.body as { errors: { field: string; rule: string }[] };
    expect(errors.map((error) => error.field)).toContain(field);
    expect(errors.find((error) => error.field === field)?.rule).toMatch(rule);
    expect(await speak.stored()).toEqual(before);
  });

  it.each<[what: string, send: () => supertest.Test, status: number, code: string]>([
    [
      'an unknown SKU',
      () => speak.post('/orders', { ...ORDER, lines: [{ sku: 'unicorn', quantity: 1 }] }),
      422,
      'UNKNOWN_SKU',
    ],
    ['the same SKU on two lines', () => speak.post('/orders', { ...ORDER, lines: [line, line] }), 422, 'DUPLICATE_SKU'],
    [
      'products of two currencies',
      () => speak.post('/orders', { ...ORDER, lines: [line, { sku: 'rug', quantity: 1 }] }),
      422,
      'MIXED_CURRENCIES',
    ],
    [
      'a body over 64 kB',
      () => speak.post('/orders', { ...ORDER, customerId: 'x'.repeat(70_000) }),
      413,
      'BODY_TOO_LARGE',
    ],
    ['broken JSON', () => speak.post('/orders', '{"customerId":'), 400, 'BODY_UNREADABLE'],
    [
      'a wrong content type',
      () => speak.post('/orders', 'customerId=1').set('content-type', 'application/x-www-form-urlencoded'),
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'a missing Idempotency-Key',
      () => supertest(service.server).post('/orders').send(ORDER),
      400,
      'IDEMPOTENCY_KEY_INVALID',
    ],
    ['an Idempotency-Key with spaces', () => speak.post('/orders', ORDER, 'two words'), 400, 'IDEMPOTENCY_KEY_INVALID'],
    ['an order id that is none', () => speak.post('/orders/42/cancellation', {}), 400, 'INPUT_INVALID'],
    ['an unknown address', () => speak.post('/order', ORDER), 404, 'NOT_FOUND'],
  ])('%s', async (_what, send, status, code) => {
    const before = await speak.stored();
    const answer = await send();
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    expect((answer.body as { detail: string }).detail).not.toBe('');
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
