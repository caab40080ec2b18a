import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESS, schedule, shipmentsOf } from './shipping.fixtures.ts';
import { shippingService } from './shipping.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(shippingService);
});

afterAll(async () => {
  await service.stop();
});

const { scheduled, confirmed, canceled, refused } = shipmentsOf(() => service);

const post = (path: string, body: object | string = {}, key: string = randomUUID()): supertest.Test =>
  supertest(service.server).post(path).set('idempotency-key', key).send(body);

const read = async (orderId: string): Promise<object> =>
  (await supertest(service.server).get(`/shipments/${orderId}`)).body as object;

const answersTo = async (orderId: string): Promise<readonly string[]> =>
  (await service.published()).filter(({ key }) => key === orderId).map(({ message }) => message.type);

describe('a shipment', () => {
  it('is scheduled and answered in one transaction, and its row is its state', async () => {
    const orderId = await scheduled();
    const { rows } = await service.admin.query(
      `select (select xmin from shipment where order_id::text = $1) = (select xmin from outbox where key = $1) as together`,
      [orderId],
    );
    expect(rows).toEqual([{ together: true }]);
    expect(await read(orderId)).toEqual({
      orderId,
      shipmentId: orderId,
      status: 'Scheduled',
      lines: [{ sku: 'lamp', quantity: 2 }],
      address: ADDRESS,
      trackingCode: null,
      orderConfirmed: false,
      refusal: null,
      cancellation: null,
    });
  });

  it('is answered again from its row when the command comes again', async () => {
    const orderId = randomUUID();
    const askings = [randomUUID(), randomUUID()];
    for (const id of askings) await service.hear(schedule(orderId), { id });
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers.map(({ message, causationId }) => [message, causationId])).toEqual(
      askings.map((asking) => [{ type: 'ShipmentScheduled', orderId, shipmentId: orderId }, asking]),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
  });

  it('to a country that is not served is refused, for others to hear', async () => {
    const orderId = randomUUID();
    await service.hear(schedule(orderId, 'AQ'));
    expect(await answersTo(orderId)).toEqual(['ShipmentRefused']);
    expect(await read(orderId)).toMatchObject({ status: 'Refused', refusal: 'ADDRESS_NOT_SERVED' });
  });

  it('whose cancellation overtook it is refused', async () => {
    const orderId = randomUUID();
    await service.hear({ type: 'CancelShipment', orderId });
    await service.hear(schedule(orderId));
    expect(await answersTo(orderId)).toEqual(['ShipmentCanceled', 'ShipmentRefused']);
    expect(await read(orderId)).toMatchObject({ status: 'Canceled', refusal: 'CANCELED_BEFORE' });
  });
});

describe('a dispatch', () => {
  it('waits for the confirmation of the order, and the same key may then ask again', async () => {
    const orderId = await scheduled();
    const key = randomUUID();
    const early = await post(`/shipments/${orderId}/dispatch`, {}, key);
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'ORDER_NOT_CONFIRMED']);
    expect(early.headers['content-type']).toContain('application/problem+json');
    await service.hear({
      type: 'OrderConfirmed',
      orderId,
      customerId: 'customer-1',
      emailAddress: 'ada@example.com',
      totalMinor: 5_000,
      currency: 'EUR',
      pieces: 2,
    });
    expect((await post(`/shipments/${orderId}/dispatch`, {}, key)).status).toBe(200);
  });

  it('tells inventory what left, and how to follow it', async () => {
    const orderId = await confirmed();
    const answer = await post(`/shipments/${orderId}/dispatch`, { trackingCode: 'TRACK-1' });
    expect(answer.body).toEqual({ shipmentId: orderId, orderId, status: 'Dispatched', trackingCode: 'TRACK-1' });
    const last = (await service.published()).findLast(({ key }) => key === orderId);
    expect(last?.message).toEqual({
      type: 'ShipmentDispatched',
      orderId,
      shipmentId: orderId,
      lines: [{ sku: 'lamp', quantity: 2 }],
      trackingCode: 'TRACK-1',
    });
  });

  it('without a tracking code gets one, which a repeat does not change', async () => {
    const orderId = await confirmed();
    const key = randomUUID();
    const first = await post(`/shipments/${orderId}/dispatch`, {}, key);
    const second = await post(`/shipments/${orderId}/dispatch`, {}, key);
    const third = await supertest(service.server)
      .post(`/shipments/${orderId}/dispatch`)
      .set('idempotency-key', randomUUID());
    expect((first.body as { trackingCode: string }).trackingCode).toMatch(/^TM-[0-9A-F]{16}$/u);
    expect([second.body, third.body]).toEqual([first.body, first.body]);
    expect(await answersTo(orderId)).toEqual(['ShipmentScheduled', 'ShipmentDispatched']);
  });

  it('makes a cancellation too late', async () => {
    const orderId = await confirmed();
    await post(`/shipments/${orderId}/dispatch`);
    await service.hear({ type: 'CancelShipment', orderId });
    expect((await answersTo(orderId)).at(-1)).toBe('ShipmentCancellationRefused');
  });

  it.each([
    ['that nobody asked for', () => Promise.resolve(randomUUID()), 404, 'SHIPMENT_UNKNOWN'],
    ['that was canceled', canceled, 409, 'SHIPMENT_CANCELED'],
    ['that was refused', refused, 409, 'SHIPMENT_REFUSED'],
  ])('of a shipment %s is refused, and so is its delivery', async (_what, given, status, code) => {
    const orderId = await given();
    const before = await answersTo(orderId);
    for (const path of ['dispatch', 'delivery']) {
      const answer = await post(`/shipments/${orderId}/${path}`);
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    }
    expect(await answersTo(orderId)).toEqual(before);
  });

  it('by several at the same time is one, which all of them are told', async () => {
    const orderId = await confirmed();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(`/shipments/${orderId}/dispatch`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => (body as { trackingCode: string }).trackingCode)).size).toBe(1);
    expect(await answersTo(orderId)).toEqual(['ShipmentScheduled', 'ShipmentDispatched']);
  });

  it('and a cancellation at the same time: one of them wins, and the other hears so', async () => {
    for (let race = 0; race < 10; race += 1) {
      const orderId = await confirmed();
      const [dispatch] = await Promise.all([
        post(`/shipments/${orderId}/dispatch`).then(({ status }) => status),
        service.hear({ type: 'CancelShipment', orderId }),
      ]);
      const said = (await answersTo(orderId)).slice(1);
      expect(said).toEqual(
        dispatch === 200 ? ['ShipmentDispatched', 'ShipmentCancellationRefused'] : ['ShipmentCanceled'],
      );
      expect(await read(orderId)).toMatchObject({ status: dispatch === 200 ? 'Dispatched' : 'Canceled' });
    }
  });
});

describe('a delivery', () => {
  it('follows the dispatch, once', async () => {
    const orderId = await confirmed();
    const early = await post(`/shipments/${orderId}/delivery`);
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'NOT_DISPATCHED']);
    await post(`/shipments/${orderId}/dispatch`);
    expect((await post(`/shipments/${orderId}/delivery`)).body).toMatchObject({ orderId, status: 'Delivered' });
    expect((await post(`/shipments/${orderId}/delivery`)).status).toBe(200);
    expect((await answersTo(orderId)).filter((type) => type === 'ShipmentDelivered')).toHaveLength(1);
  });
});

describe('bad input is one problem that names field and rule, and stores nothing', () => {
  const stored = async (): Promise<unknown> => {
    const { rows } = await service.admin.query(
      `select (select count(*) from shipment) as shipments, (select count(*) from outbox) as outbox,
              (select count(*) from idempotency) as keys, (select json_agg(s) from shipment s) as rows`,
    );
    return rows[0];
  };

  type Case = [path: string, what: string, body: string, status: number, code: string, field: string, rule: RegExp];
  const everywhere = (path: string): readonly Case[] => [
    [path, 'broken JSON', '{"trackingCode":', 400, 'BODY_UNREADABLE', 'body', /JSON/u],
    [path, 'over 64 kB', JSON.stringify({ note: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE', 'body', /64 kB/u],
    [path, 'a list', '[]', 400, 'INPUT_INVALID', 'body', /of type object/u],
    [path, 'an unknown property', '{"weight":1}', 400, 'INPUT_INVALID', 'weight', /unknown property/u],
  ];
  const oneOf = (values: readonly string[]): readonly Case[] =>
    values.map((value): Case => {
      const body = JSON.stringify({ trackingCode: value });
      return ['dispatch', value, body, 400, 'INPUT_INVALID', 'trackingCode', /4 to 64 letters, digits or hyphens/u];
    });

  it.each([...everywhere('dispatch'), ...everywhere('delivery'), ...oneOf(['TRACK 1', 'T-1', 'T'.repeat(65)])])(
    'at %s: %s',
    async (path, _what, body, status, code, field, rule) => {
      const orderId = await confirmed();
      const before = await stored();
      const answer = await post(`/shipments/${orderId}/${path}`, body).set('content-type', 'application/json');
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status, code });
      expect((answer.body as { errors: unknown }).errors).toEqual([
        { field, rule: expect.stringMatching(rule) as string },
      ]);
      expect(await stored()).toEqual(before);
    },
  );

  it.each(['dispatch', 'delivery'])('at %s: a wrong content type, no key, an id that is none', async (path) => {
    const orderId = await confirmed();
    const before = await stored();
    const address = `/shipments/${orderId}/${path}`;
    const answers = await Promise.all([
      post(address, 'code=1').set('content-type', 'text/plain'),
      supertest(service.server).post(address).send({}),
      post(`/shipments/42/${path}`),
    ]);
    expect(answers.map(({ body }) => body as unknown)).toMatchObject([
      { status: 415, code: 'CONTENT_TYPE_UNSUPPORTED', errors: [{ field: 'Content-Type' }] },
      { status: 400, code: 'IDEMPOTENCY_KEY_INVALID', errors: [{ field: 'Idempotency-Key' }] },
      { status: 400, code: 'INPUT_INVALID', errors: [{ field: 'shipmentId', rule: 'must be a UUID' }] },
    ]);
    expect(await stored()).toEqual(before);
  });

  it.each(['42', randomUUID()])('an order that shipping has not heard of: %s', async (orderId) => {
    const answer = await supertest(service.server).get(`/shipments/${orderId}`);
    expect(answer.status).toBe(orderId === '42' ? 400 : 404);
  });
});
