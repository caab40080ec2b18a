import { randomUUID } from 'node:crypto';
import type { ProductChange } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { orderService } from './order.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(orderService);
  await hearPrice('lamp', 2_500, 'EUR', 1);
  await hearPrice('rug', 9_900, 'USD', 2);
  return service.stop;
});

const ORDER = {
  customerId: 'customer-1',
  emailAddress: 'ada@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Ada', street: 'Way 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'lamp', quantity: 2 }],
};

const hearPrice = (sku: string, price: number, currency: string, version: number): Promise<unknown> => {
  const after = { sku, name: sku, price_minor: price, currency, version };
  return hearChange({ before: null, after, op: 'c', ts_ms: 0 }, sku);
};

const hearChange = (change: ProductChange, sku: string): Promise<unknown> =>
  service.hearRecord({
    topic: topics.productChanges,
    key: Buffer.from(sku),
    value: Buffer.from(JSON.stringify(change)),
  });

const post = (path: string, body: object | string, key: string = randomUUID()): supertest.Test =>
  supertest(service.server).post(path).set('idempotency-key', key).set('content-type', 'application/json').send(body);

const place = async (): Promise<string> => {
  const answer = await post('/orders', ORDER);
  expect(answer.status).toBe(202);
  return (answer.body as { orderId: string }).orderId;
};

/** How much the service has written down in all: nothing may be added by what it refuses. */
const stored = async (): Promise<unknown> => {
  const { rows } = await service.admin.query(
    `select (select count(*) from event) as facts, (select count(*) from head) as heads, (select count(*) from outbox) as outbox,
            (select count(*) from journal) as journal, (select count(*) from deadline) as deadlines`,
  );
  return rows[0];
};

describe('placing an order', () => {
  it('answers 202 with where and in which version to find it', async () => {
    const answer = await post('/orders', ORDER);
    const { orderId } = answer.body as { orderId: string };
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ location: `/orders/${orderId}`, etag: '"1"' });
  });

  it('writes fact, process, deadline and both messages in one transaction', async () => {
    const orderId = await place();
    const published = (await service.published()).filter(({ key }) => key === orderId);
    expect(published.map(({ message, topic, streamVersion }) => [message.type, topic, streamVersion])).toEqual([
      ['OrderPlaced', topics.orderEvents, '1'],
      ['ReserveStock', topics.inventoryCommands, null],
    ]);
    const { rows } = await service.admin.query(
      `select (select xmin from event where stream_id = $1) as fact, (select xmin from head where stream_id = $2) as process,
              (select xmin from deadline where process_id = $2) as deadline, (select max(xmin::text)::xid from outbox where key = $3) as message`,
      [`order-${orderId}`, `fulfillment-${orderId}`, orderId],
    );
    const { fact, process, deadline, message } = rows[0] as Record<string, string>;
    expect([process, deadline, message]).toEqual([fact, fact, fact]);
  });

  it('keeps card token and address out of every message that does not need them', async () => {
    const orderId = await place();
    const said = (await service.published())
      .filter(({ key }) => key === orderId)
      .map(({ message }) => JSON.stringify(message));
    expect(said.join()).not.toMatch(/tok_approved|Way 1/u);
  });

  it('answers the same again to the same key and body, and stores nothing more', async () => {
    const key = randomUUID();
    const first = await post('/orders', ORDER, key);
    const before = await stored();
    const second = await post('/orders', ORDER, key);
    expect([second.status, second.body, second.headers['location']]).toEqual([
      first.status,
      first.body,
      first.headers['location'],
    ]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await stored()).toEqual(before);
  });

  it('refuses the same key with another body', async () => {
    const key = randomUUID();
    await post('/orders', ORDER, key);
    const answer = await post('/orders', { ...ORDER, customerId: 'somebody else' }, key);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('forgets the refusal of an unknown product, since the catalog may learn of it', async () => {
    const key = randomUUID();
    const body = { ...ORDER, lines: [{ sku: 'sofa', quantity: 1 }] };
    const refused = await post('/orders', body, key);
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([422, 'UNKNOWN_SKU']);
    await hearPrice('sofa', 70_000, 'EUR', 3);
    expect((await post('/orders', body, key)).status).toBe(202);
  });
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
    const before = await stored();
    const answer = await post('/orders', body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const { errors } = answer.body as { errors: { field: string; rule: string }[] };
    expect(errors.map((error) => error.field)).toContain(field);
    expect(errors.find((error) => error.field === field)?.rule).toMatch(rule);
    expect(await stored()).toEqual(before);
  });

  it.each<[what: string, send: () => supertest.Test, status: number, code: string]>([
    [
      'an unknown SKU',
      () => post('/orders', { ...ORDER, lines: [{ sku: 'unicorn', quantity: 1 }] }),
      422,
      'UNKNOWN_SKU',
    ],
    ['the same SKU on two lines', () => post('/orders', { ...ORDER, lines: [line, line] }), 422, 'DUPLICATE_SKU'],
    [
      'products of two currencies',
      () => post('/orders', { ...ORDER, lines: [line, { sku: 'rug', quantity: 1 }] }),
      422,
      'MIXED_CURRENCIES',
    ],
    ['a body over 64 kB', () => post('/orders', { ...ORDER, customerId: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE'],
    ['broken JSON', () => post('/orders', '{"customerId":'), 400, 'BODY_UNREADABLE'],
    [
      'a wrong content type',
      () => post('/orders', 'customerId=1').set('content-type', 'application/x-www-form-urlencoded'),
      415,
      'CONTENT_TYPE_UNSUPPORTED',
    ],
    [
      'a missing Idempotency-Key',
      () => supertest(service.server).post('/orders').send(ORDER),
      400,
      'IDEMPOTENCY_KEY_INVALID',
    ],
    ['an Idempotency-Key with spaces', () => post('/orders', ORDER, 'two words'), 400, 'IDEMPOTENCY_KEY_INVALID'],
    ['an order id that is none', () => post('/orders/42/cancellation', {}), 400, 'INPUT_INVALID'],
    ['an unknown address', () => post('/order', ORDER), 404, 'NOT_FOUND'],
  ])('%s', async (_what, send, status, code) => {
    const before = await stored();
    const answer = await send();
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    expect((answer.body as { detail: string }).detail).not.toBe('');
    expect(await stored()).toEqual(before);
  });
});

describe('the fulfillment of an order', () => {
  it('moves on with each answer and confirms the order, whose view follows its topic', async () => {
    const orderId = await place();
    await service.hear({ type: 'StockReserved', orderId });
    await service.hear({
      type: 'PaymentCaptured',
      orderId,
      amountMinor: 5_000,
      currency: 'EUR',
      providerReference: 'ch_1',
    });
    await service.hear({ type: 'ShipmentScheduled', orderId, shipmentId: orderId });

    const fulfillment = await supertest(service.server).get(`/orders/${orderId}/fulfillment`);
    expect(fulfillment.body).toMatchObject({ status: 'Confirmed', deadlineAt: null });
    for (const { message, streamVersion } of await service.published()) {
      if (message.orderId === orderId && streamVersion !== null)
        await service.hear(message, { streamVersion: Number(streamVersion) });
    }
    const view = await supertest(service.server).get(`/orders/${orderId}`).query({ minVersion: 2 });
    expect(view.body).toMatchObject({ orderId, status: 'Confirmed', totalMinor: 5_000, version: 2 });
    expect(view.headers['etag']).toBe('"2"');
  });

  it('takes an answer that comes five times once', async () => {
    const orderId = await place();
    const id = randomUUID();
    for (let times = 0; times < 5; times += 1) await service.hear({ type: 'StockReserved', orderId }, { id });
    const sent = (await service.published()).filter(
      ({ key, message }) => key === orderId && message.type === 'CapturePayment',
    );
    expect(sent).toHaveLength(1);
  });

  it('asks again when its deadline has passed', async () => {
    const impatient = await startService(orderService, { RESEND_FIRST_MS: '100' });
    try {
      const change: ProductChange = {
        before: null,
        after: { sku: 'lamp', name: 'lamp', price_minor: 1, currency: 'EUR', version: 1 },
        op: 'c',
        ts_ms: 0,
      };
      await impatient.hearRecord({
        topic: topics.productChanges,
        key: Buffer.from('lamp'),
        value: Buffer.from(JSON.stringify(change)),
      });
      await supertest(impatient.server).post('/orders').set('idempotency-key', randomUUID()).send(ORDER).expect(202);
      impatient.start();
      const asked = await eventually('a second ReserveStock', async () => {
        const sent = (await impatient.published()).filter(({ message }) => message.type === 'ReserveStock');
        return sent.length >= 2 ? sent : undefined;
      });
      expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    } finally {
      await impatient.stop();
    }
  });
});

describe('the view of an order', () => {
  it('fills a gap from the stream, ignores what it has seen, and never goes back', async () => {
    const orderId = await place();
    await service.hear({ type: 'StockReservationRefused', orderId, reason: 'SHORT', shortages: [] });
    const [placed, canceled] = (await service.published())
      .filter(({ key, streamVersion }) => key === orderId && streamVersion !== null)
      .map(({ message }) => message);
    if (placed === undefined || canceled === undefined) throw new Error('The order was not canceled.');
    // The first message of the stream went missing.
    await service.hear(canceled, { streamVersion: 2 });
    await service.hear(placed, { streamVersion: 1 });
    const view = await supertest(service.server).get(`/orders/${orderId}`);
    expect(view.body).toMatchObject({
      status: 'Canceled',
      cancelReason: 'OUT_OF_STOCK',
      customerId: 'customer-1',
      version: 2,
    });
  });

  it('lists the orders of a customer page by page, newest first', async () => {
    const customerId = randomUUID();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const answer = await post('/orders', { ...ORDER, customerId });
      ids.unshift((answer.body as { orderId: string }).orderId);
    }
    for (const { message, streamVersion } of await service.published()) {
      if (ids.includes(message.orderId) && streamVersion !== null) await service.hear(message, { streamVersion: 1 });
    }
    const list = async (cursor?: string) =>
      (
        await supertest(service.server)
          .get('/orders')
          .query({ customerId, limit: 2, ...(cursor && { cursor }) })
      ).body as {
        orders: { orderId: string }[];
        cursor: string | null;
      };
    const first = await list();
    const second = await list(first.cursor ?? undefined);
    expect([...first.orders, ...second.orders].map(({ orderId }) => orderId)).toEqual(ids);
    expect(second.cursor).toBeNull();
  });

  it('refuses a cursor that it did not give', async () => {
    const answer = await supertest(service.server).get('/orders').query({ customerId: 'c', cursor: 'nonsense' });
    expect([answer.status, (answer.body as { detail: string }).detail]).toEqual([
      400,
      'cursor: must be a cursor from an earlier page.',
    ]);
  });

  it('answers with an older version when the wait was in vain, and does not claim to have waited', async () => {
    const orderId = await place();
    await service.hear(
      { type: 'OrderPlaced', orderId, customerId: 'c', lines: [], totalMinor: 1, currency: 'EUR' },
      { streamVersion: 1 },
    );
    const answer = await supertest(service.server)
      .get(`/orders/${orderId}`)
      .query({ minVersion: 9 })
      .set('prefer', 'wait=0');
    expect([answer.status, (answer.body as { version: number }).version]).toEqual([200, 1]);
    expect(answer.headers['preference-applied']).toBeUndefined();
  });
});

describe('the copy of the catalog', () => {
  it('ignores an older change, and a deleted product stays deleted when its past comes again', async () => {
    const row = { sku: 'vase', name: 'vase', price_minor: 100, currency: 'EUR', version: 10 };
    await hearChange({ before: null, after: row, op: 'c', ts_ms: 0 }, 'vase');
    await hearChange({ before: null, after: { ...row, price_minor: 50, version: 9 }, op: 'u', ts_ms: 0 }, 'vase');
    const priced = await service.admin.query('select unit_price_minor from product_price where sku = $1', ['vase']);
    expect(priced.rows).toEqual([{ unit_price_minor: '100' }]);
    await hearChange({ before: row, after: null, op: 'd', ts_ms: 0 }, 'vase');
    await hearChange({ before: null, after: row, op: 'u', ts_ms: 0 }, 'vase');
    const answer = await post('/orders', { ...ORDER, lines: [{ sku: 'vase', quantity: 1 }] });
    expect(answer.status).toBe(422);
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

describe('the platform around the service', () => {
  it('finds it alive, documented and measured', async () => {
    const { server } = service;
    expect((await supertest(server).get('/health/live')).status).toBe(200);
    expect((await supertest(server).get('/docs')).status).toBe(200);
    expect(Object.keys(((await supertest(server).get('/openapi.json')).body as { paths: object }).paths)).toContain(
      '/orders',
    );
    expect((await supertest(server).get('/metrics')).text).toContain('tidemark_chunk_messages');
  });

  it('is told which dependency is missing when it is not ready', async () => {
    const answer = await supertest(service.server).get('/health/ready');
    expect(answer.status).toBe(503);
    expect((answer.body as { dependencies: object[] }).dependencies).toEqual([
      { name: 'postgres', up: true, detail: 'answers' },
      { name: 'kafka', up: false, detail: '3 of 3 consumers are not in their groups' },
    ]);
  });
});
