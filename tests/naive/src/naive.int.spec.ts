import { randomUUID } from 'node:crypto';
import { Shop, throwawayData } from '@tidemark/local';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Contestant } from './break/contestant.ts';
import { naiveContestant } from './break/contestant.ts';
import { wrongsOfOrder } from './break/verdict.ts';
import type { Naive } from './start-naive.ts';
import { startNaive } from './start-naive.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresAdminUrl: string;
  }
}

let naive: Naive;
let shop: Shop;
let contestant: Contestant;
let database: pg.Pool;
let sku: string;

beforeAll(async () => {
  const { dataDir, forget } = await throwawayData();
  naive = await startNaive({ dataDir, postgresAdminUrl: inject('postgresAdminUrl') });
  contestant = naiveContestant(naive);
  shop = new Shop(naive.urls);
  database = new pg.Pool({ connectionString: naive.databaseUrl, max: 1 });
  return async () => {
    await Promise.all([database.end(), contestant.close()]);
    await naive.stop();
    await forget();
  };
});

beforeEach(async () => {
  sku = `lamp-${randomUUID()}`;
  await shop.stock(sku, 3, 2_500);
});

const body = (emailAddress: string, card = 'tok_approved', country = 'DE', quantity = 2) => ({
  customerId: 'customer-1',
  emailAddress,
  cardToken: card,
  address: { recipient: 'Ada', street: '1 Analytical Way', postalCode: '10115', city: 'Berlin', country },
  lines: [{ sku, quantity }],
});

const accepted = async (order: object, key: string = randomUUID()): Promise<string> => {
  const answer = await shop.post('order', '/orders', order, key);
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { orderId: string }).orderId;
};

const count = async (sql: string, orderId: string): Promise<number> =>
  (await database.query<{ count: number }>(`select count(*)::int as count from ${sql}`, [orderId])).rows[0]?.count ?? 0;

const available = async (): Promise<number> => {
  const stock = await shop.get('inventory', `/stock/${sku}`);
  return ((await stock.json()) as { available: number }).available;
};

describe('the naive chain, while nothing goes wrong', () => {
  it('reserves, charges, schedules, confirms and writes to the customer, all of it once', async () => {
    const orderId = await accepted(body('ada@happy.example'));
    const { journal } = await shop.until(orderId, 'Confirmed');
    expect(journal.map(({ to }) => to)).toEqual(['AwaitingStock', 'AwaitingPayment', 'AwaitingShipment', 'Confirmed']);
    await shop.mailAbout(orderId, 'Your order is confirmed');
    const [order] = await contestant.read('@happy.example');
    expect(order).toMatchObject({ orderId, totalMinor: 5_000, chargedMinor: 5_000, held: true, scheduled: true });
    expect(wrongsOfOrder(order!)).toEqual([]);
    expect(await available()).toBe(1);
  });

  it('leaves the rows of business that ours leaves', async () => {
    const orderId = await accepted(body('ada@rows.example'));
    await shop.mailAbout(orderId, 'Your order is confirmed');
    expect(await count('"order".order_history where order_id = $1', orderId)).toBe(2);
    expect(await count('"order".journal where order_id = $1', orderId)).toBe(4);
    expect(await count('"order".idempotency where order_id = $1', orderId)).toBe(1);
    expect(await count(`inventory.reservation where order_id = $1 and status = 'Held'`, orderId)).toBe(1);
    expect(await count(`inventory.stock_history where sku = $1 and type = 'StockReserved'`, sku)).toBe(1);
    expect(await count(`payment.payment where order_id = $1 and status = 'Captured'`, orderId)).toBe(1);
    expect(await count('payment.ledger_entry where order_id = $1', orderId)).toBe(2);
    expect(await count(`shipping.shipment where order_id = $1 and status = 'Scheduled'`, orderId)).toBe(1);
    expect(await count('notification.notification where order_id = $1', orderId)).toBe(1);
  });

  it('takes one order for one key, however often it is sent', async () => {
    const key = randomUUID();
    const order = body('ada@again.example', 'tok_approved', 'DE', 1);
    const ids = await Promise.all([accepted(order, key), accepted(order, key), accepted(order, key)]);
    expect(new Set(ids).size).toBe(1);
    await shop.until(ids[0], 'Confirmed');
    expect(await available()).toBe(2);
  });
});

describe('an order that cannot be had', () => {
  it.each([
    ['is out of stock', body.bind(undefined, 'ada@out.example', 'tok_approved', 'DE', 4), 'OUT_OF_STOCK'],
    ['is declined', body.bind(undefined, 'ada@declined.example', 'tok_declined'), 'PAYMENT_DECLINED'],
    ['goes where nobody delivers', body.bind(undefined, 'ada@far.example', 'tok_approved', 'AQ'), 'ADDRESS_NOT_SERVED'],
  ])('%s: what was done is undone, the order is canceled and the customer told', async (_, order, reason) => {
    const orderId = await accepted(order());
    await shop.until(orderId, 'Abandoned');
    await shop.mailAbout(orderId, 'Your order is canceled');
    const [reading] = await contestant.read(order().emailAddress.slice(3));
    expect(wrongsOfOrder(reading!)).toEqual([]);
    expect(await (await shop.get('order', `/orders/${orderId}`)).json()).toMatchObject({
      status: 'Canceled',
      cancelReason: reason,
    });
    expect(await available()).toBe(3);
  });
});

describe('a request that is no order', () => {
  it('is refused, and nothing is written down', async () => {
    const answer = await shop.post('order', '/orders', { ...body('ada@bad.example'), lines: [] });
    expect(answer.status).toBe(400);
    expect(await contestant.read('@bad.example')).toEqual([]);
  });
});
