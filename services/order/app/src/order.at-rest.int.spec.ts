import type { FulfillmentStatus } from '@tidemark/order-domain';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, expect, it } from 'vitest';
import type { FulfillmentPage } from './fulfillments.queries.ts';
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

const answers = (orderId: string) =>
  ({
    reserved: { type: 'StockReserved', orderId },
    captured: { type: 'PaymentCaptured', orderId, amountMinor: 5_000, currency: 'EUR', providerReference: 'ch_1' },
    scheduled: { type: 'ShipmentScheduled', orderId, shipmentId: orderId },
    dispatched: { type: 'ShipmentDispatched', orderId, shipmentId: orderId, lines: [], trackingCode: 'TM-1' },
    notShipped: { type: 'ShipmentRefused', orderId, reason: 'ADDRESS_NOT_SERVED' },
    outOfStock: { type: 'StockReservationRefused', orderId, reason: 'SHORT', shortages: [] },
  }) as const;

type Answer = keyof ReturnType<typeof answers>;

const CANCEL = 'cancel';

const listed = async (status: string): Promise<readonly string[]> => {
  const answer = await supertest(service.server).get(`/operations/fulfillments?status=${status}&limit=100`);
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as FulfillmentPage).fulfillments.map(({ orderId }) => orderId);
};

/** What leads to each state there is. */
const STORIES: Readonly<Record<Exclude<FulfillmentStatus, 'NotStarted'>, readonly (Answer | typeof CANCEL)[]>> = {
  AwaitingStock: [],
  AwaitingPayment: ['reserved'],
  AwaitingShipment: ['reserved', 'captured'],
  Confirmed: ['reserved', 'captured', 'scheduled'],
  Canceling: ['reserved', 'captured', 'scheduled', CANCEL],
  Undoing: ['reserved', 'captured', 'notShipped'],
  Dispatched: ['reserved', 'captured', 'scheduled', 'dispatched'],
  Abandoned: ['outOfStock'],
};

it.each(Object.entries(STORIES))('lists one in %s there, and nowhere else', async (status, story) => {
  const orderId = await speak.place();
  for (const part of story) {
    if (part === CANCEL) await speak.post(`/orders/${orderId}/cancellation`, { reason: 'changed my mind' });
    else await service.hear(answers(orderId)[part]);
  }
  const found = await Promise.all(
    Object.keys(STORIES).map(async (state) => (await listed(state)).map((id) => [id, state])),
  );
  expect(found.flat().filter(([id]) => id === orderId)).toEqual([[orderId, status]]);
  expect((await listed(Object.keys(STORIES).join(','))).filter((id) => id === orderId)).toHaveLength(1);
});

it('lists one once that rests and has a deadline all the same', async () => {
  const orderId = await speak.place();
  for (const part of STORIES.Confirmed) if (part !== CANCEL) await service.hear(answers(orderId)[part]);
  await service.admin.query(
    `insert into deadline (process_id, status, cause, due_at) values ($1, 'AwaitingPayment', '{}', now() + interval '1 hour')`,
    [`fulfillment-${orderId}`],
  );
  expect((await listed(Object.keys(STORIES).join(','))).filter((id) => id === orderId)).toHaveLength(1);
});

it('writes to no index of the heads until an order comes to rest', async () => {
  const { rows } = await service.admin.query<{ definition: string }>(
    `select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'head'::regclass`,
  );
  const read = rows.map(({ definition }) => definition.slice(definition.indexOf(' USING ')));
  expect(read.toSorted()).toEqual([
    ' USING btree (rests_in, stream_id) WHERE (rests_in IS NOT NULL)',
    ' USING btree (stream_id)',
  ]);
  const orderId = await speak.place();
  const restsIn = async (): Promise<unknown> => {
    const { rows: heads } = await service.admin.query<{ rests_in: string | null }>(
      'select rests_in from head where stream_id in ($1, $2) order by stream_id',
      [`fulfillment-${orderId}`, `order-${orderId}`],
    );
    return heads.map(({ rests_in: state }) => state);
  };
  for (const part of ['reserved', 'captured'] as const) {
    expect(await restsIn()).toEqual([null, null]);
    await service.hear(answers(orderId)[part]);
  }
  expect(await restsIn()).toEqual([null, null]);
  await service.hear(answers(orderId).scheduled);
  expect(await restsIn()).toEqual(['Confirmed', null]);
});
