import { randomUUID } from 'node:crypto';
import { eventually, throwawayData } from '@tidemark/local';
import type { Contestant, OrderReading } from '@tidemark/naive';
import { naiveContestant, ourContestant, startNaive, wrongsOfOrder } from '@tidemark/naive';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakableShop } from './breakable-shop.ts';
import { PROVIDER_TIMEOUT_MS } from './shared-shop.setup.ts';

const SKU = 'mourned';

const ends: (() => Promise<void>)[] = [];
let naive: Contestant;
let ours: Contestant;
let databaseOfNaive: pg.Pool;

// The provider charges at once, and neither shop waits longer for its answer than the other.
beforeAll(async () => {
  const running = breakableShop();
  ends.push(running.leave);
  ours = ourContestant({
    urls: running.urls,
    get pids() {
      return running.pids();
    },
    databaseUrl: Object.assign(new URL(running.postgresAdminUrl), { pathname: '/tidemark' }).href,
  });
  ends.push(ours.close);
  const chain = await throwawayData();
  ends.push(chain.forget);
  const started = await startNaive({
    dataDir: chain.dataDir,
    postgresAdminUrl: running.postgresAdminUrl,
    environment: { CALL_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS) },
  });
  ends.push(() => started.stop());
  naive = naiveContestant(started);
  ends.push(naive.close);
  databaseOfNaive = new pg.Pool({ connectionString: started.databaseUrl, max: 1 });
  ends.push(() => databaseOfNaive.end());
  await Promise.all([naive, ours].map(stocked));
});

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const stocked = async ({ shop }: Contestant): Promise<void> => {
  await shop.stock(SKU, 10, 2_500);
  await shop.until(await shop.order([{ sku: SKU, quantity: 1 }]), 'Confirmed');
};

/** Has a customer order, and kills the order service when the card is charged and nobody has been told yet. */
const dieBetweenChargeAndAnswer = async ({ shop, pids, read }: Contestant): Promise<string> => {
  const key = randomUUID();
  const customer = `${key}@example.com`;
  const place = (): Promise<string | undefined> =>
    shop
      .post('order', '/orders', { ...ORDER, emailAddress: customer, customerId: customer }, key)
      .then(async (answer) =>
        answer.status === 202 ? ((await answer.json()) as { orderId: string }).orderId : undefined,
      )
      .catch(() => undefined);
  const first = place();
  await eventually('the card to be charged', async () =>
    (await read(customer)).some(({ chargedMinor }) => chargedMinor > 0) ? true : undefined,
  );
  process.kill(pids()['order'] ?? Number.NaN, 'SIGKILL');
  await first;
  // The customer's client sends the same request again, as it should, until it is accepted.
  await eventually('the order to be accepted', place);
  return customer;
};

const ORDER = {
  cardToken: 'tok_timeout_charged',
  address: { recipient: 'Barbara', street: 'Turing Road 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: SKU, quantity: 1 }],
};

const orderOf = async ({ read }: Contestant, customer: string): Promise<OrderReading> => (await read(customer))[0]!;

const captured = async (customer: string): Promise<true | undefined> => {
  const { rows } = await databaseOfNaive.query(
    `select from payment.payment join "order".orders using (order_id)
     where email_address = $1 and payment.status = 'Captured'`,
    [customer],
  );
  return rows.length > 0 ? true : undefined;
};

describe('the order service dies when the provider has charged and its answer is on the way', () => {
  it('leaves the naive chain with a customer who has paid, goods that are held, and an order that is stuck', async () => {
    const customer = await dieBetweenChargeAndAnswer(naive);
    await eventually('the last of the chain to end: payment, which has heard of the charge', () => captured(customer));
    expect(wrongsOfOrder(await orderOf(naive, customer))).toEqual([
      'charged, not confirmed',
      'stock held for nobody',
      'stuck',
    ]);
  });

  it('leaves ours with an order that is confirmed, charged once and told of once', async () => {
    const customer = await dieBetweenChargeAndAnswer(ours);
    await eventually(
      'the order to be right',
      async () => (wrongsOfOrder(await orderOf(ours, customer)).length === 0 ? true : undefined),
      60_000,
    );
    expect(await orderOf(ours, customer)).toMatchObject({ status: 'Confirmed', chargedMinor: 2_500 });
  });
});
