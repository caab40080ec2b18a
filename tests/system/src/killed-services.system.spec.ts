import { randomUUID } from 'node:crypto';
import { eventually } from '@tidemark/local';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BreakableShop } from './breakable-shop.ts';
import { breakableShop } from './breakable-shop.ts';

const ORDERS = 40;
const SKU = 'struck';
const EMAIL = 'edsger@example.com';

let running: BreakableShop;
/** All orders of this story; those of others are in the same shop. */
const orderIds: string[] = [];

beforeAll(async () => {
  running = breakableShop();
  await running.shop.stock(SKU, ORDERS, 2_500);
  // The product is known to the order service once one order of it was taken.
  orderIds.push(await place(randomUUID()));
  await running.shop.until(orderIds[0] ?? '', 'Confirmed');
  return running.leave;
});

describe('every service killed in the middle of orders', () => {
  it('comes back, and each order that was accepted is reserved, paid, scheduled, confirmed and told of once', async () => {
    const { shop, pidOf, query } = running;
    const keys = Array.from({ length: ORDERS - 1 }, () => randomUUID());
    const placing = keys.map(async (key, index) => {
      await after(index * 25);
      return place(key);
    });
    for (const name of ['payment', 'inventory', 'shipping', 'notification', 'order']) {
      await after(150);
      process.kill(pidOf(name), 'SIGKILL');
    }
    orderIds.push(...(await Promise.all(placing)));
    for (const orderId of orderIds) await shop.until(orderId, 'Confirmed');
    for (const orderId of orderIds) await shop.mailAbout(orderId, 'Your order is confirmed');
    await eventually('every mail to be written down as sent', async () =>
      (await mailsSent()).sent === ORDERS ? true : undefined,
    );

    expect(new Set(orderIds).size).toBe(ORDERS);
    const stock = await shop.get('inventory', `/stock/${SKU}`);
    expect(await stock.json()).toMatchObject({ onHand: ORDERS, reserved: ORDERS, available: 0 });
    const charged = await query<{ orders: string; debits: string }>(
      'payment',
      `select count(distinct order_id) as orders, sum(amount_minor) as debits from ledger_entry
       where side = 'debit' and order_id::text = any($1)`,
      [orderIds],
    );
    expect(charged).toEqual([{ orders: String(ORDERS), debits: String(ORDERS * 2_500) }]);
    expect(await chargesOfProvider()).toBe(ORDERS);
    expect(await mailsSent()).toEqual({ open: 0, sent: ORDERS, mails: ORDERS, messageIds: ORDERS });
  });
});

describe('a consumer that reads its topic again from the beginning', () => {
  it('sends no mail a second time: its inbox knows every message', async () => {
    const before = await mailsSent();
    const known = await inboxOfMails();
    await rereadOrders();
    await heardAgain('duplicate', known);
    expect(await mailsSent()).toEqual(before);
  });

  it('sends none even when its inbox has forgotten: its table knows every order', async () => {
    const before = await mailsSent();
    const known = await inboxOfMails();
    await rereadOrders(() => running.query('notification', `delete from inbox where consumer = 'notification.orders'`));
    await heardAgain('handled', known);
    expect(await mailsSent()).toEqual(before);
  });
});

/** Stops the service for a moment, in which its group forgets how far it has read. */
const rereadOrders = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> => {
  const admin = new Kafka({ brokers: [running.kafkaBrokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  process.kill(running.pidOf('notification'), 'SIGTERM');
  await eventually('the group to be empty', () =>
    admin.deleteGroups(['notification.orders']).then(
      () => true,
      () => undefined,
    ),
  );
  await meanwhile();
  await admin.disconnect();
};

/** How many messages its inbox has been through; those of other stories are among them. */
const inboxOfMails = async (): Promise<number> => {
  const [row] = await running.query<{ count: number }>(
    'notification',
    `select count(*)::int as count from inbox where consumer = 'notification.orders'`,
  );
  return row?.count ?? Number.NaN;
};

/** So many messages have come again since the service was started last, and were met in this way. */
const heardAgain = (outcome: 'duplicate' | 'handled', messages: number): Promise<true> =>
  eventually(
    `${messages} messages to be heard again`,
    async () => {
      const answer = await running.shop.get('notification', '/metrics').catch(() => undefined);
      const lines = (await answer?.text())?.split('\n') ?? [];
      const line = lines.find(
        (shown) => shown.startsWith('tidemark_messages_total{') && shown.includes(`"${outcome}"`),
      );
      return Number(line?.split(' ').at(-1)) >= messages ? true : undefined;
    },
    60_000,
  );

/**
 * Of the orders of this story: jobs that have yet to send their mail, what the table says, the mails and their Message-IDs.
 * The jobs are counted first: one too many is then open still, or its mail is among those that were caught.
 */
const mailsSent = async () => {
  const [row] = await running.query<{ open: number; sent: number }>(
    'notification',
    `select (select count(*)::int from job join notification on notification_id = job.key where email_address = $1) as open,
            (select count(*)::int from notification where email_address = $1 and status = 'sent') as sent`,
    [EMAIL],
  );
  const answer = await running.shop.get('mail-catcher', `/mails?to=${encodeURIComponent(EMAIL)}&limit=10000`);
  const { mails } = (await answer.json()) as { mails: readonly { readonly messageId: string }[] };
  return {
    open: row?.open,
    sent: row?.sent,
    mails: mails.length,
    messageIds: new Set(mails.map(({ messageId }) => messageId)).size,
  };
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
  emailAddress: EMAIL,
  cardToken: 'tok_approved',
  address: { recipient: 'Edsger', street: 'Shortest Path 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: SKU, quantity: 1 }],
};

/** What the provider itself says it has taken for these orders, each charge once. */
const chargesOfProvider = async (): Promise<number> => {
  const charges: string[] = [];
  for (let since: number | null = 0; since !== null;) {
    const answer = await running.shop.get('psp-simulator', `/v1/ledger?after=${since}&limit=1000`);
    const { entries, next } = (await answer.json()) as LedgerPage;
    for (const { type, status, reference } of entries) {
      if (type === 'charge' && status === 'captured' && reference !== null) charges.push(reference);
    }
    since = next;
  }
  return charges.filter((reference) => orderIds.includes(reference)).length;
};

interface LedgerPage {
  readonly entries: readonly { readonly type: string; readonly status?: string; readonly reference: string | null }[];
  readonly next: number | null;
}

const after = (delayMs: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, delayMs);
  });
