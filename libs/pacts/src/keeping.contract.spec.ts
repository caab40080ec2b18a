import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { committedPacts } from './committed.ts';
import type { CommittedPact } from './committed.ts';
import type { NamedMade } from './keeping.ts';
import { breaches } from './keeping.ts';
import { PactRunner } from './pact-runner.ts';

/** A real pact with one message in two cases, so that what is said of a breach is shown on what others read. */
const path = 'contracts/pacts/notification.orders-order.json';
const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const metadata = {
  topic: 'order.events.v1',
  keyedBy: 'orderId',
  key: orderId,
  id: orderId,
  correlationId: orderId,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  actor: 'customer',
};

const made = (type: string, change: object = {}, header: object = {}): NamedMade => ({
  name: type,
  content: { type, orderId, emailAddress: 'ada@example.org', pieces: 2, ...change },
  metadata: { ...metadata, type, ...header },
});

let runner: PactRunner;
let pact: CommittedPact;

beforeAll(() => {
  runner = new PactRunner();
  pact = committedPacts().find((one) => one.path === path)!;
});

afterAll(() => runner.stop());

const causes = ['OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER', 'OPERATOR'];
const others = [
  ...causes.map((cause) => made('OrderCanceled', { cause, reason: cause === 'OPERATOR' ? 'CUSTOMER' : cause })),
  ...['OrderDispatched', 'OrderDelivered'].map((type) => made(type)),
];
const breachesOf = (confirmed: NamedMade) => breaches(runner, pact, [confirmed, ...others], 'the spec');

describe('What an owner makes', () => {
  it('keeps a pact when the reader has all that it reads, and more', async () => {
    expect(await breachesOf(made('OrderConfirmed', { totalMinor: 1 }))).toEqual([]);
  });

  it('breaks it with a field that is gone: owner, reader, field and message are named', async () => {
    expect(await breachesOf(made('OrderConfirmed', { emailAddress: undefined }))).toEqual([
      `order breaks notification.orders, which reads OrderConfirmed: Actual map is missing the following keys: emailAddress (${path}).`,
    ]);
  });

  it('breaks it with one message of a case, though the others before and after it keep it', async () => {
    const [good, bad] = [made('OrderConfirmed'), made('OrderConfirmed', { emailAddress: ' ' })];
    expect(await breaches(runner, pact, [good, bad, bad, good, ...others], 'the spec')).toEqual([
      expect.stringContaining('order breaks notification.orders, which reads emailAddress of OrderConfirmed: '),
    ]);
  });

  it('breaks it with a value of another type', async () => {
    const [sentence] = await breachesOf(made('OrderConfirmed', { emailAddress: 7 }));
    expect(sentence).toContain('order breaks notification.orders, which reads emailAddress of OrderConfirmed: ');
  });

  it.each([
    ['topic', { topic: 'orders.v2' }],
    ['keyedBy', { keyedBy: 'emailAddress' }],
    ['traceparent', { traceparent: undefined }],
  ])('breaks it with another %s', async (header, change) => {
    expect(await breachesOf(made('OrderConfirmed', {}, change))).toEqual([
      expect.stringContaining(
        `order breaks notification.orders, which reads ${header} of the record of OrderConfirmed: `,
      ),
    ]);
  });

  it('breaks it when a message that is read is never made, and says where to make it', async () => {
    expect(await breaches(runner, pact, others, 'the spec')).toEqual([
      `order never makes OrderConfirmed, which notification.orders reads (${path}); add it to the spec, or let the reader do without.`,
    ]);
  });

  it('breaks it when it makes a case that the reader has no example for', async () => {
    const view = committedPacts().find(({ consumer }) => consumer === 'order.order-view')!;
    const canceled = view.interactions.filter(({ description }) => description.startsWith('OrderCanceled'));
    const strange = made('OrderCanceled', { cause: 'BORED', reason: 'CUSTOMER' });
    const known = canceled.map(({ providerStates: [state] }) => made('OrderCanceled', state?.params));
    expect(await breaches(runner, { ...view, interactions: canceled }, [...known, strange], 'the spec')).toEqual([
      `order makes OrderCanceled in a case that order.order-view has no example of (${view.path}): ${JSON.stringify(strange.content)}.`,
    ]);
  });
});
