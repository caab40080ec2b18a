import { randomUUID } from 'node:crypto';
import type { ScheduleShipment } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippingService } from './shipping.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(shippingService);
});

afterAll(async () => {
  await service.stop();
});

const ADDRESS = { recipient: 'Ada', street: 'Way 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

const schedule = (orderId: string, country = 'DE'): ScheduleShipment => ({
  type: 'ScheduleShipment',
  orderId,
  lines: [{ sku: 'lamp', quantity: 2 }],
  address: { ...ADDRESS, country },
});

const scheduled = async (): Promise<string> => {
  const orderId = randomUUID();
  await service.hear(schedule(orderId));
  return orderId;
};

const confirmed = async (): Promise<string> => {
  const orderId = await scheduled();
  await service.hear({
    type: 'OrderConfirmed',
    orderId,
    customerId: 'customer-1',
    emailAddress: 'ada@example.com',
    totalMinor: 5_000,
    currency: 'EUR',
  });
  return orderId;
};

const canceled = async (): Promise<string> => {
  const orderId = await scheduled();
  await service.hear({ type: 'CancelShipment', orderId });
  return orderId;
};

const refused = async (): Promise<string> => {
  const orderId = randomUUID();
  await service.hear(schedule(orderId, 'AQ'));
  return orderId;
};

const post = (path: string, body: object = {}, key: string = randomUUID()): supertest.Test =>
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
    const orderId = await scheduled();
    await service.hear(schedule(orderId));
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers.map(({ message }) => message)).toEqual([
      { type: 'ShipmentScheduled', orderId, shipmentId: orderId },
      { type: 'ShipmentScheduled', orderId, shipmentId: orderId },
    ]);
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
  ])('of a shipment %s is refused', async (_what, given, status, code) => {
    const answer = await post(`/shipments/${await given()}/dispatch`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
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

describe('bad input is one problem, and stores nothing', () => {
  it.each([
    ['an unknown property', { weight: 1 }, 'weight'],
    ['a tracking code with a space', { trackingCode: 'TRACK 1' }, 'trackingCode'],
  ])('%s', async (_what, body, field) => {
    const orderId = await confirmed();
    const answer = await post(`/shipments/${orderId}/dispatch`, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
    expect(await read(orderId)).toMatchObject({ status: 'Scheduled' });
  });

  it('a missing Idempotency-Key', async () => {
    const answer = await supertest(service.server).post(`/shipments/${randomUUID()}/delivery`).send({});
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  it.each(['42', randomUUID()])('an order that shipping has not heard of: %s', async (orderId) => {
    const answer = await supertest(service.server).get(`/shipments/${orderId}`);
    expect(answer.status).toBe(orderId === '42' ? 400 : 404);
  });
});
