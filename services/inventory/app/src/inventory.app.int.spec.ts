import { randomUUID } from 'node:crypto';
import { topics } from '@tidemark/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import { dispatched, lamp, line, order1, order2, release, reserve, Warehouse } from './inventory.fixtures.ts';
import { inventoryService } from './inventory.module.ts';

let service: ServiceUnderTest;
let warehouse: Warehouse;

beforeAll(async () => {
  service = await startService(inventoryService);
  warehouse = new Warehouse(service);
});

beforeEach(async () => {
  await service.admin.query(
    'truncate product, event, head, inbox, outbox, idempotency, dead_letter, held, operator_action',
  );
});

afterAll(async () => {
  await service.stop();
});

describe('Products', () => {
  it('are created once per Idempotency-Key, and answered again the same', async () => {
    const key = randomUUID();
    const created = await warehouse.post('/products', lamp, key);
    const product = created.body as { version: number };
    const etag = `"${product.version}"`;
    expect(created).toMatchObject({ status: 201, body: lamp });
    expect(created.headers).toMatchObject({ location: '/products/lamp', etag });

    const again = await warehouse.post('/products', lamp, key);
    expect(again).toMatchObject({ status: 201, body: product });
    expect(again.headers).toMatchObject({ etag, 'idempotency-replayed': 'true' });

    expect(await warehouse.post('/products', { ...lamp, name: 'Lantern' }, key)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await warehouse.count('product')).toBe(1);
  });

  it('are not created twice', async () => {
    await warehouse.post('/products', lamp);
    expect(await warehouse.post('/products', { ...lamp, priceMinor: 1 })).toMatchObject({
      status: 409,
      body: {
        code: 'PRODUCT_EXISTS',
        sku: 'lamp',
        errors: [{ field: 'sku', rule: 'must be the SKU of no product yet' }],
      },
    });
    expect((await warehouse.get('/products/lamp')).body).toMatchObject(lamp);
  });

  it('are created by one of several who try at the same time, and only that one is told so', async () => {
    for (const sku of ['lamp-1', 'lamp-2', 'lamp-3', 'lamp-4', 'lamp-5']) {
      const answers = await Promise.all(
        [1, 2, 3].map((priceMinor) => warehouse.post('/products', { ...lamp, sku, priceMinor })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
      const told = answers.find(({ status }) => status === 201);
      expect((await warehouse.get(`/products/${sku}`)).body).toMatchObject(told?.body as object);
    }
  });

  it('are read with their version as ETag, and not sent again to who has it', async () => {
    const created = await warehouse.post('/products', lamp);
    const etag = String(created.headers['etag']);
    const read = await warehouse.get('/products/lamp');
    expect(read).toMatchObject({ status: 200, body: lamp });
    expect(read.headers['etag']).toBe(etag);

    for (const atHand of [etag, `W/${etag}`, `"0", ${etag}`, '*']) {
      const answer = await warehouse.get('/products/lamp', { 'if-none-match': atHand });
      expect(answer).toMatchObject({ status: 304, text: '' });
      expect(answer.headers['etag']).toBe(etag);
    }
    expect(await warehouse.get('/products/lamp', { 'if-none-match': '"0"' })).toMatchObject({ status: 200 });
    expect(await warehouse.get('/products/sofa')).toMatchObject({ status: 404, body: { code: 'PRODUCT_UNKNOWN' } });
  });

  it('are listed by SKU, page by page', async () => {
    for (const sku of ['b', 'C', 'a']) await warehouse.post('/products', { ...lamp, sku });
    const first = await warehouse.get('/products?limit=2');
    const { cursor } = first.body as { cursor: string };
    expect(first.body).toMatchObject({ products: [{ sku: 'C' }, { sku: 'a' }] });
    expect((await warehouse.get(`/products?limit=2&cursor=${cursor}`)).body).toMatchObject({
      products: [{ sku: 'b' }],
      cursor: null,
    });
    expect(await warehouse.get('/products?cursor=%20')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'cursor', rule: 'must be the cursor of an earlier page' }] },
    });
  });

  it('are replaced by who has seen the version that stands', async () => {
    const { sku, ...dearer } = { ...lamp, priceMinor: 2_700 };
    const seen = String((await warehouse.post('/products', lamp)).headers['etag']);

    const replaced = await warehouse.put(`/products/${sku}`, dearer, { 'if-match': seen });
    expect(replaced).toMatchObject({ status: 200, body: { ...lamp, priceMinor: 2_700 } });
    expect(versionIn(replaced.headers['etag'])).toBeGreaterThan(versionIn(seen));
    expect((await warehouse.get('/products/lamp')).headers['etag']).toBe(replaced.headers['etag']);
  });

  it('are not replaced or deleted by who has seen another version, a weak one, or none', async () => {
    const { sku: _, ...body } = lamp;
    const etag = String((await warehouse.post('/products', lamp)).headers['etag']);
    for (const known of ['"0"', `W/${etag}`]) {
      const stale = { status: 412, body: { code: 'PRODUCT_CHANGED', sku: 'lamp', errors: [{ field: 'If-Match' }] } };
      expect(await warehouse.put('/products/lamp', body, { 'if-match': known })).toMatchObject(stale);
      expect(await warehouse.delete('/products/lamp', { 'if-match': known })).toMatchObject(stale);
    }
    const unseen = { status: 428, body: { code: 'PRECONDITION_REQUIRED', errors: [{ field: 'If-Match' }] } };
    expect(await warehouse.put('/products/lamp', body)).toMatchObject(unseen);
    expect(await warehouse.delete('/products/lamp')).toMatchObject(unseen);
    expect(await warehouse.put('/products/lamp', body, { 'if-match': etag.slice(1, -1) })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'If-Match' }] },
    });
    expect((await warehouse.get('/products/lamp')).headers['etag']).toBe(etag);
  });

  it('are newer after they were deleted and created again', async () => {
    const etag = String((await warehouse.post('/products', lamp)).headers['etag']);
    expect(await warehouse.delete('/products/lamp', { 'if-match': etag })).toMatchObject({ status: 204, text: '' });
    expect(await warehouse.get('/products/lamp')).toMatchObject({ status: 404 });
    expect(await warehouse.delete('/products/lamp', { 'if-match': '*' })).toMatchObject({ status: 404 });
    const again = await warehouse.post('/products', lamp);
    expect(versionIn(again.headers['etag'])).toBeGreaterThan(versionIn(etag));
  });
});

describe('Bad input', () => {
  const wholeNumber = 'must be a whole number';
  it.each([
    ['/products', { ...lamp, sku: '' }, 'sku', /^must be 1 to 64 letters/u],
    ['/products', { ...lamp, sku: 'a/b' }, 'sku', /^must be 1 to 64 letters/u],
    ['/products', { ...lamp, name: ' ' }, 'name', 'must not be empty'],
    ['/products', { ...lamp, name: 'a\0b' }, 'name', 'must not contain the character NUL'],
    ['/products', { ...lamp, priceMinor: -1 }, 'priceMinor', 'must be at least 0'],
    ['/products', { ...lamp, priceMinor: 1.5 }, 'priceMinor', wholeNumber],
    ['/products', { ...lamp, currency: 'euro' }, 'currency', /^must be an ISO 4217 currency code/u],
    ['/products', { ...lamp, color: 'red' }, 'color', 'unknown property; leave it out'],
    ['/products/lamp/receipts', { quantity: 0 }, 'quantity', 'must be at least 1'],
    ['/products/lamp/receipts', { quantity: 1.5 }, 'quantity', wholeNumber],
    ['/products/lamp/receipts', { quantity: '1' }, 'quantity', wholeNumber],
    ['/products/lamp/receipts', {}, 'quantity', wholeNumber],
    ['/products/lamp/counts', { counted: -1 }, 'counted', 'must be at least 0'],
    ['/products/la%20mp/receipts', { quantity: 1 }, 'sku', /^must be 1 to 64 letters/u],
  ])('at %s %j is refused, naming %s', async (path, body, field, rule) => {
    const answer = await warehouse.post(path, body);
    const matching: unknown = typeof rule === 'string' ? rule : expect.stringMatching(rule);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(answer.body).toMatchObject({ code: 'INPUT_INVALID', errors: [{ field, rule: matching }] });
    expect(await warehouse.stored()).toBe(0);
  });

  it.each<[what: string, type: string, body: string, status: number, code: string, field: string]>([
    ['broken JSON', 'application/json', '{"sku":', 400, 'BODY_UNREADABLE', 'body'],
    ['over 64 kB', 'application/json', JSON.stringify({ name: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE', 'body'],
    ['of a wrong content type', 'text/plain', 'sku=lamp', 415, 'CONTENT_TYPE_UNSUPPORTED', 'Content-Type'],
    ['that is a list', 'application/json', '[]', 400, 'INPUT_INVALID', 'body'],
  ])('is refused wherever a body is taken: %s', async (_what, type, body, status, code, field) => {
    for (const [method, path] of [
      ['post', '/products'],
      ['post', '/products/lamp/receipts'],
      ['post', '/products/lamp/counts'],
      ['put', '/products/lamp'],
    ] as const) {
      const answer = await warehouse.send(method, path, body, { 'content-type': type, 'if-match': '*' });
      expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { code, errors: [{ field }] } });
    }
    expect(await warehouse.stored()).toBe(0);
  });

  it.each([
    [{ name: ' ' }, 'name', 'must not be empty'],
    [{ priceMinor: 1.5 }, 'priceMinor', wholeNumber],
    [{ currency: 'euro' }, 'currency', /^must be an ISO 4217 currency code/u],
    [{ sku: 'rug' }, 'sku', 'unknown property; leave it out'],
  ])('for a product that stands is refused and changes nothing: %j', async (changes, field, rule) => {
    const { sku, ...standing } = lamp;
    const etag = String((await warehouse.post('/products', lamp)).headers['etag']);
    const answer = await warehouse.put(`/products/${sku}`, { ...standing, ...changes }, { 'if-match': etag });
    const matching: unknown = typeof rule === 'string' ? rule : expect.stringMatching(rule);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field, rule: matching }] } });
    expect((await warehouse.get(`/products/${sku}`)).headers['etag']).toBe(etag);
  });

  it('without an Idempotency-Key is refused', async () => {
    for (const path of ['/products', '/products/lamp/receipts', '/products/lamp/counts']) {
      const body = path === '/products' ? lamp : path.endsWith('receipts') ? { quantity: 1 } : { counted: 1 };
      expect(await warehouse.post(path, body, null)).toMatchObject({
        status: 400,
        body: { code: 'IDEMPOTENCY_KEY_INVALID', errors: [{ field: 'Idempotency-Key' }] },
      });
    }
    expect(await warehouse.stored()).toBe(0);
  });
});

describe('Stock', () => {
  it('is received once per Idempotency-Key', async () => {
    await warehouse.post('/products', lamp);
    const key = randomUUID();
    const shelf = { sku: 'lamp', onHand: 5, reserved: 0, available: 5, shipped: 0 };
    expect(await warehouse.post('/products/lamp/receipts', { quantity: 5 }, key)).toMatchObject({
      status: 200,
      body: shelf,
    });
    expect(await warehouse.post('/products/lamp/receipts', { quantity: 5 }, key)).toMatchObject({
      status: 200,
      body: shelf,
    });
    expect(await warehouse.shelf('lamp')).toEqual(shelf);
  });

  it('is not received for a product that is unknown, but may be as soon as it is known, under the same key', async () => {
    const key = randomUUID();
    expect(await warehouse.post('/products/lamp/receipts', { quantity: 5 }, key)).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_UNKNOWN', sku: 'lamp' },
    });
    await warehouse.post('/products', lamp);
    expect(await warehouse.post('/products/lamp/receipts', { quantity: 5 }, key)).toMatchObject({ status: 200 });
  });

  it('is counted, but never below what is reserved', async () => {
    await warehouse.stock('lamp', 5);
    await service.hear(reserve(order1, line('lamp', 3)));
    expect(await warehouse.post('/products/lamp/counts', { counted: 4 })).toMatchObject({
      status: 200,
      body: { onHand: 4, reserved: 3, available: 1 },
    });
    expect(await warehouse.post('/products/lamp/counts', { counted: 2 })).toMatchObject({
      status: 409,
      body: { code: 'COUNT_BELOW_RESERVED', reserved: 3, sku: 'lamp', errors: [{ field: 'counted' }] },
    });
    expect(await warehouse.shelf('lamp')).toMatchObject({ onHand: 4 });
  });

  it('of a product that nobody knows has no reading; of one without pieces it is zero', async () => {
    expect(await warehouse.get('/stock/lamp')).toMatchObject({ status: 404, body: { code: 'PRODUCT_UNKNOWN' } });
    await warehouse.post('/products', lamp);
    expect(await warehouse.shelf('lamp')).toEqual({ sku: 'lamp', onHand: 0, reserved: 0, available: 0, shipped: 0 });
  });

  it('is read from the facts when the snapshot is of an earlier definition', async () => {
    await warehouse.stock('lamp', 5);
    await service.admin.query(
      `update head set definition = 0, snapshot = '{"pieces": 5}' where stream_id = 'stock-lamp'`,
    );
    expect(await warehouse.shelf('lamp')).toMatchObject({ onHand: 5, available: 5 });
  });
});

describe('A reservation', () => {
  it('holds every line of the order and says so, all in one transaction', async () => {
    await warehouse.stock('lamp', 5);
    await warehouse.stock('sofa', 1);
    expect(await service.hear(reserve(order1, line('lamp', 2), line('sofa', 1)))).toEqual(['done']);

    expect(await warehouse.shelf('lamp')).toMatchObject({ onHand: 5, reserved: 2, available: 3 });
    expect(await warehouse.shelf('sofa')).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
    expect(await warehouse.answersTo(order1)).toEqual([{ type: 'StockReserved', orderId: order1 }]);
    const { rows } = await service.admin.query(
      `select stream_id, type from event where type <> 'StockReceived' order by stream_id`,
    );
    expect(rows).toEqual([
      { stream_id: `reservation-${order1}`, type: 'ReservationMade' },
      { stream_id: 'stock-lamp', type: 'StockReserved' },
      { stream_id: 'stock-sofa', type: 'StockReserved' },
    ]);
  });

  it('holds nothing and says what is short when one line is', async () => {
    await warehouse.stock('lamp', 5);
    await service.hear(reserve(order1, line('lamp', 2), line('sofa', 1)));
    expect(await warehouse.shelf('lamp')).toMatchObject({ reserved: 0 });
    expect(await warehouse.answersTo(order1)).toEqual([
      {
        type: 'StockReservationRefused',
        orderId: order1,
        reason: 'SHORT',
        shortages: [{ sku: 'sofa', requested: 1, available: 0 }],
      },
    ]);
  });

  it('gives the last piece to one order', async () => {
    await warehouse.stock('lamp', 1);
    await Promise.all([order1, order2].map((orderId) => service.hear(reserve(orderId, line('lamp', 1)))));
    const answers = [...(await warehouse.answersTo(order1)), ...(await warehouse.answersTo(order2))];
    expect(answers.map((answer) => (answer as { type: string }).type).toSorted()).toEqual([
      'StockReservationRefused',
      'StockReserved',
    ]);
    expect(await warehouse.shelf('lamp')).toMatchObject({ onHand: 1, reserved: 1 });
  });

  it('is made once, and answered again to each new asking but not to the same message', async () => {
    await warehouse.stock('lamp', 5);
    const [first, second] = [randomUUID(), randomUUID()];
    for (const id of [first, first, second]) await service.hear(reserve(order1, line('lamp', 2)), { id });
    const answers = (await service.published()).filter(({ key }) => key === order1);
    expect(answers.map(({ message, causationId }) => [message.type, causationId])).toEqual([
      ['StockReserved', first],
      ['StockReserved', second],
    ]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
    expect(await warehouse.shelf('lamp')).toMatchObject({ reserved: 2 });
  });

  it('is given back, and the latecomer that was released before it came is refused', async () => {
    await warehouse.stock('lamp', 5);
    await service.hear(reserve(order1, line('lamp', 2)));
    await service.hear(release(order1, line('lamp', 2)));
    await service.hear(release(order2, line('lamp', 1)));
    await service.hear(reserve(order2, line('lamp', 1)));

    expect(await warehouse.shelf('lamp')).toMatchObject({ onHand: 5, reserved: 0 });
    expect(await warehouse.answersTo(order1)).toMatchObject([{ type: 'StockReserved' }, { type: 'StockReleased' }]);
    expect(await warehouse.answersTo(order2)).toMatchObject([
      { type: 'StockReleased' },
      { type: 'StockReservationRefused', reason: 'RELEASED_BEFORE' },
    ]);
  });

  it('leaves the shelf when shipping says that it was dispatched, once', async () => {
    await warehouse.stock('lamp', 5);
    await service.hear(reserve(order1, line('lamp', 2)));
    await service.hear(dispatched(order1, line('lamp', 2)));
    await service.hear(dispatched(order1, line('lamp', 2)));
    expect(await warehouse.shelf('lamp')).toEqual({ sku: 'lamp', onHand: 3, reserved: 0, available: 3, shipped: 2 });
  });
});

describe('A record that is no message', () => {
  it('becomes a dead letter, with a copy for the topic of its group, and the next record is handled', async () => {
    await warehouse.stock('lamp', 1);
    const topic = topics.inventoryCommands;
    expect(await service.hearRecord({ topic, offset: '7', value: Buffer.from('hello') })).toEqual(['done']);
    expect(await service.hear(reserve(order1, line('lamp', 1)))).toEqual(['done']);

    const letters = await service.admin.query('select consumer, topic, value from dead_letter');
    expect(letters.rows).toEqual([{ consumer: 'inventory.commands', topic, value: Buffer.from('hello') }]);
    const copies = await service.admin.query(
      'select topic, dead_letter_origin as origin from outbox where dead_letter_cause is not null',
    );
    expect(copies.rows).toEqual([{ topic: 'inventory.commands.dead-letters.v1', origin: `${topic}/0/7` }]);
  });
});

const versionIn = (etag: string | undefined): number => Number(/^"(\d+)"$/u.exec(etag ?? '')?.[1]);
