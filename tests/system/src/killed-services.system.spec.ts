import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { eventually } from '@tidemark/local';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningShop } from './running-shop.ts';
import { startShop } from './running-shop.ts';

const ORDERS = 40;

let running: RunningShop;

beforeAll(async () => {
  running = await startShop();
  await running.shop.stock('lamp', ORDERS, 2_500);
  // The product is known to the order service once one order of it was taken.
  await running.shop.until(await running.shop.order([{ sku: 'lamp', quantity: 1 }]), 'Confirmed');
  return running.stop;
});

describe('every service killed in the middle of orders', () => {
  it('comes back, and each order that was accepted is reserved, paid, scheduled, confirmed and told of once', async () => {
    const { shop, system, query } = running;
    const keys = Array.from({ length: ORDERS - 1 }, () => randomUUID());
    const placing = keys.map(async (key, index) => {
      await after(index * 25);
      return place(key);
    });
    for (const name of ['payment', 'inventory', 'shipping', 'notification', 'order']) {
      await after(150);
      process.kill(system.stack.pids[name] ?? Number.NaN, 'SIGKILL');
    }
    const orderIds = await Promise.all(placing);
    for (const orderId of orderIds) await shop.until(orderId, 'Confirmed');
    for (const orderId of orderIds) await shop.mailAbout(orderId, 'Your order is confirmed');

    expect(new Set(orderIds).size).toBe(ORDERS - 1);
    const stock = await shop.get('inventory', '/stock/lamp');
    expect(await stock.json()).toMatchObject({ onHand: ORDERS, reserved: ORDERS, available: 0 });
    const charged = await query<{ orders: string; debits: string }>(
      'payment',
      `select count(distinct order_id) as orders, sum(amount_minor) as debits from ledger_entry where side = 'debit'`,
    );
    expect(charged).toEqual([{ orders: String(ORDERS), debits: String(ORDERS * 2_500) }]);
    expect(await chargesOfProvider()).toBe(ORDERS);
    const mails = await query<{ count: string }>(
      'notification',
      `select count(*) from notification where status = 'sent'`,
    );
    expect(mails).toEqual([{ count: String(ORDERS) }]);
  });
});

describe('a consumer that reads its topic again from the beginning', () => {
  it('sends no mail a second time: its inbox knows every message', async () => {
    const before = await mailsSent();
    await rereadOrders();
    await heardAgain('duplicate');
    expect(await mailsSent()).toEqual(before);
    expect(before.jobs).toBe(ORDERS);
  });

  it('sends none even when its inbox has forgotten: its table knows every order', async () => {
    const before = await mailsSent();
    await rereadOrders(() => running.query('notification', `delete from inbox where consumer = 'notification.orders'`));
    await heardAgain('handled');
    expect(await mailsSent()).toEqual(before);
  });
});

describe('a shop that is stopped and forgotten', () => {
  it('leaves no data behind', async () => {
    expect(existsSync(running.dataDir)).toBe(true);
    await running.stop();
    expect(existsSync(running.dataDir)).toBe(false);
  });
});

/** Stops the service for a moment, in which its group forgets how far it has read. */
const rereadOrders = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> => {
  const { stack } = running.system;
  const admin = new Kafka({ brokers: [stack.kafka.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  process.kill(stack.pids['notification'] ?? Number.NaN, 'SIGTERM');
  await eventually('the group to be empty', () =>
    admin.deleteGroups(['notification.orders']).then(
      () => true,
      () => undefined,
    ),
  );
  await meanwhile();
  await admin.disconnect();
};

/** Every confirmation has come again since the service was started last, and was met in this way. */
const heardAgain = (outcome: 'duplicate' | 'handled'): Promise<true> =>
  eventually(
    `all ${ORDERS} confirmations to be heard again`,
    async () => {
      const answer = await running.shop.get('notification', '/metrics').catch(() => undefined);
      const lines = (await answer?.text())?.split('\n') ?? [];
      const line = lines.find(
        (shown) => shown.startsWith('tidemark_messages_total{') && shown.includes(`"${outcome}"`),
      );
      return Number(line?.split(' ').at(-1)) >= ORDERS ? true : undefined;
    },
    60_000,
  );

const mailsSent = async () => {
  const { mails } = (await (await running.shop.get('mail-catcher', '/mails?limit=1000')).json()) as {
    mails: readonly { readonly messageId: string }[];
  };
  const rows = await running.query<{ jobs: number }>('notification', 'select count(*)::int as jobs from job');
  return { mails: mails.length, messageIds: new Set(mails.map(({ messageId }) => messageId)).size, ...rows[0] };
};

/** Sends one request until it is answered, also while nobody is there to answer; its key makes it one order. */
const place = (key: string): Promise<string> =>
  eventually(
    'an order to be accepted',
    async () => {
      const answer = await running.shop.post('order', '/orders', ORDER, key).catch(() => undefined);
      return answer?.status === 202 ? ((await answer.json()) as { orderId: string }).orderId : undefined;
    },
    60_000,
  );

const ORDER = {
  customerId: 'customer-3',
  emailAddress: 'edsger@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Edsger', street: 'Shortest Path 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'lamp', quantity: 1 }],
};

/** What the provider itself says it has taken. */
const chargesOfProvider = async (): Promise<number> => {
  const answer = await running.shop.get('psp-simulator', '/v1/ledger?limit=1000');
  const { entries } = (await answer.json()) as { entries: readonly { type: string; status?: string }[] };
  return entries.filter(({ type, status }) => type === 'charge' && status === 'captured').length;
};

const after = (delayMs: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, delayMs);
  });
