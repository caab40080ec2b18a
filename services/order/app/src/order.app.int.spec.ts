import { randomUUID } from 'node:crypto';
import type { ProductChange } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
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

describe('placing an order', () => {
  it('answers 202 with where and in which version to find it', async () => {
    const answer = await speak.post('/orders', ORDER);
    const { orderId } = answer.body as { orderId: string };
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ location: `/orders/${orderId}`, etag: '"1"' });
  });

  it('writes fact, process, deadline and both messages in one transaction', async () => {
    const orderId = await speak.place();
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
    const orderId = await speak.place();
    const said = (await service.published())
      .filter(({ key }) => key === orderId)
      .map(({ message }) => JSON.stringify(message));
    expect(said.join()).not.toMatch(/tok_approved|Way 1/u);
  });

  it('answers the same again to the same key and body, and stores nothing more', async () => {
    const key = randomUUID();
    const first = await speak.post('/orders', ORDER, key);
    const before = await speak.stored();
    const second = await speak.post('/orders', ORDER, key);
    expect([second.status, second.body, second.headers['location']]).toEqual([
      first.status,
      first.body,
      first.headers['location'],
    ]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await speak.stored()).toEqual(before);
  });

  it('refuses the same key with another body', async () => {
    const key = randomUUID();
    await speak.post('/orders', ORDER, key);
    const answer = await speak.post('/orders', { ...ORDER, customerId: 'somebody else' }, key);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('forgets the refusal of an unknown product, since the catalog may learn of it', async () => {
    const key = randomUUID();
    const body = { ...ORDER, lines: [{ sku: 'sofa', quantity: 1 }] };
    const refused = await speak.post('/orders', body, key);
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([422, 'UNKNOWN_SKU']);
    await speak.hearPrice('sofa', 70_000, 'EUR', 3);
    expect((await speak.post('/orders', body, key)).status).toBe(202);
  });
});

describe('the fulfillment of an order', () => {
  it('moves on with each answer and confirms the order, whose view follows its topic', async () => {
    const orderId = await speak.place();
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
    const orderId = await speak.place();
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
    const orderId = await speak.place();
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
      const answer = await speak.post('/orders', { ...ORDER, customerId });
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
    const orderId = await speak.place();
    await service.hear(
      {
        type: 'OrderPlaced',
        orderId,
        customerId: 'c',
        lines: [{ sku: 'lamp', quantity: 1, unitPriceMinor: 1 }],
        totalMinor: 1,
        currency: 'EUR',
      },
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
    await speak.hearChange({ before: null, after: row, op: 'c', ts_ms: 0 }, 'vase');
    await speak.hearChange({ before: null, after: { ...row, price_minor: 50, version: 9 }, op: 'u', ts_ms: 0 }, 'vase');
    const priced = await service.admin.query('select unit_price_minor from product_price where sku = $1', ['vase']);
    expect(priced.rows).toEqual([{ unit_price_minor: '100' }]);
    await speak.hearChange({ before: row, after: null, op: 'd', ts_ms: 0 }, 'vase');
    await speak.hearChange({ before: null, after: row, op: 'u', ts_ms: 0 }, 'vase');
    const answer = await speak.post('/orders', { ...ORDER, lines: [{ sku: 'vase', quantity: 1 }] });
    expect(answer.status).toBe(422);
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
