import { randomUUID } from 'node:crypto';
import type { Message } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

let service: ServiceUnderTest;
let speak: ReturnType<typeof speakTo>;

beforeAll(async () => {
  service = await startService(orderService);
  speak = speakTo(service);
  await speak.hearPrice('lamp', 2_500, 'EUR', 1);
  return service.stop;
});

/** The answers that bring an order on, in their order. */
const JOURNEY: readonly ((orderId: string) => Message)[] = [
  (orderId) => ({ type: 'StockReserved', orderId }),
  (orderId) => ({ type: 'PaymentCaptured', orderId, amountMinor: 5_000, currency: 'EUR', providerReference: 'ch_1' }),
  (orderId) => ({ type: 'ShipmentScheduled', orderId, shipmentId: orderId }),
  (orderId) => ({ type: 'ShipmentDispatched', orderId, shipmentId: orderId, lines: [], trackingCode: 'TM-1' }),
];

const ANSWERS = { AwaitingStock: 0, AwaitingPayment: 1, AwaitingShipment: 2, Confirmed: 3, Dispatched: 4 } as const;

const orderIn = async (status: keyof typeof ANSWERS): Promise<string> => {
  const orderId = await speak.place();
  for (const answer of JOURNEY.slice(0, ANSWERS[status])) await service.hear(answer(orderId));
  expect(await statusOf(orderId)).toBe(status);
  return orderId;
};

const cancel = (orderId: string) => speak.post(`/orders/${orderId}/cancellation`, { reason: 'Changed my mind.' });

const statusOf = async (orderId: string): Promise<string> => {
  const answer = await supertest(service.server).get(`/orders/${orderId}/fulfillment`);
  return (answer.body as { status: string }).status;
};

const sent = async (orderId: string): Promise<readonly string[]> =>
  (await service.published()).filter(({ key }) => key === orderId).map(({ message }) => message.type);

/** What leaves for other services because of a step, the public facts left out. */
const askedBy = async (orderId: string, step: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = await sent(orderId);
  await step();
  return (await sent(orderId)).slice(before.length).filter((type) => !type.startsWith('Order'));
};

describe('A customer who cancels', () => {
  it.each([
    ['AwaitingStock', 'Undoing', ['ReleaseStock']],
    ['AwaitingPayment', 'Undoing', ['RefundPayment', 'ReleaseStock']],
    ['AwaitingShipment', 'Canceling', ['CancelShipment']],
    ['Confirmed', 'Canceling', ['CancelShipment']],
  ] as const)('while the order is %s is accepted: it is %s and asks for %j alone', async (given, then, asked) => {
    const orderId = await orderIn(given);
    const version = given === 'Confirmed' ? 3 : 2;
    expect(
      await askedBy(orderId, async () => {
        const answer = await cancel(orderId);
        expect(answer).toMatchObject({ status: 202, body: { orderId, version } });
        expect(answer.headers).toMatchObject({ location: `/orders/${orderId}`, etag: `"${version}"` });
      }),
    ).toEqual(asked);
    expect(await statusOf(orderId)).toBe(then);
    expect((await sent(orderId)).filter((type) => type === 'OrderCancellationRequested')).toHaveLength(1);
  });

  it('twice is accepted again, and nothing more happens', async () => {
    for (const given of ['AwaitingStock', 'Confirmed'] as const) {
      const orderId = await orderIn(given);
      await cancel(orderId);
      const before = await sent(orderId);
      expect((await cancel(orderId)).status).toBe(202);
      expect(await sent(orderId)).toEqual(before);
    }
  });

  it('an order that has left the house is refused, and nothing happens', async () => {
    const orderId = await orderIn('Dispatched');
    const before = await sent(orderId);
    expect(await cancel(orderId)).toMatchObject({ status: 409, body: { code: 'ORDER_ALREADY_SHIPPED' } });
    expect(await sent(orderId)).toEqual(before);
    expect(await statusOf(orderId)).toBe('Dispatched');
  });

  it('an order that nobody placed is told so', async () => {
    expect(await cancel(randomUUID())).toMatchObject({ status: 404, body: { code: 'ORDER_UNKNOWN' } });
  });

  it('has the order canceled when shipping has let go and money and stock are back, and not before', async () => {
    const orderId = await orderIn('Confirmed');
    await cancel(orderId);
    const undos = await askedBy(orderId, () => service.hear({ type: 'ShipmentCanceled', orderId }));
    expect(undos).toEqual(['RefundPayment', 'ReleaseStock']);
    await service.hear({ type: 'StockReleased', orderId });
    expect(await statusOf(orderId)).toBe('Undoing');
    await service.hear({ type: 'PaymentRefunded', orderId, amountMinor: 5_000, currency: 'EUR' });
    expect(await statusOf(orderId)).toBe('Abandoned');
    const canceled = (await service.published()).findLast(({ key }) => key === orderId);
    expect(canceled?.message).toMatchObject({ type: 'OrderCanceled', reason: 'CUSTOMER', cause: 'CUSTOMER' });
    expect((await cancel(orderId)).status).toBe(202);
  });

  it.each([
    ['the dispatch is heard first', ['ShipmentDispatched', 'ShipmentCancellationRefused']],
    ['the refusal is heard first', ['ShipmentCancellationRefused', 'ShipmentDispatched']],
  ] as const)('too late is told so once, and the order stays dispatched: %s', async (_what, heard) => {
    const orderId = await orderIn('Confirmed');
    await cancel(orderId);
    for (const type of heard) {
      await service.hear(
        type === 'ShipmentDispatched'
          ? { type, orderId, shipmentId: orderId, lines: [], trackingCode: 'TM-1' }
          : { type, orderId },
      );
    }
    expect(await statusOf(orderId)).toBe('Dispatched');
    expect((await sent(orderId)).slice(-2)).toEqual(['OrderCancellationRefused', 'OrderDispatched']);
    expect(await cancel(orderId)).toMatchObject({ status: 409, body: { code: 'ORDER_ALREADY_SHIPPED' } });
  });
});
