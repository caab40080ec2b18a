import { randomUUID } from 'node:crypto';
import type { Message } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import type { LedgerEntry, LedgerPage, PspSimulator } from '@tidemark/psp-simulator';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';
import type { PaymentReading } from './payments.queries.ts';
import type { Relay } from './webhook-relay.fixtures.ts';
import { startRelay } from './webhook-relay.fixtures.ts';

const SECRET = 'whsec_0123456789abcdef';
/** Nobody listens there: the specs bring the messages, and the workers run without Kafka. */
const NO_BROKER = '127.0.0.1:9';

let relay: Relay;
let psp: PspSimulator;
let pspUrl: string;
let service: ServiceUnderTest;

beforeAll(async () => {
  relay = await startRelay(() => service);
  psp = createPspSimulator({ slowMs: 800, webhook: { url: relay.url, secret: SECRET } });
  pspUrl = await psp.listen();
  service = await startService(paymentService, {
    PSP_URL: pspUrl,
    PSP_TIMEOUT_MS: '300',
    PSP_WEBHOOK_SECRET: SECRET,
    KAFKA_BROKERS: NO_BROKER,
  });
  service.start();
});

afterAll(async () => {
  await service.stop();
  await psp.close();
  await relay.close();
});

const capture = async (cardToken: string): Promise<string> => {
  const orderId = randomUUID();
  await service.hear({ type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR', cardToken });
  return orderId;
};

const paymentOf = async (orderId: string): Promise<PaymentReading> =>
  (await supertest(service.server).get(`/payments/${orderId}`)).body as PaymentReading;

const until = (orderId: string, ...statuses: readonly PaymentReading['status'][]): Promise<PaymentReading> =>
  eventually(`the payment of ${orderId} to be ${statuses.join(' or ')}`, async () => {
    const payment = await paymentOf(orderId);
    return statuses.includes(payment.status) ? payment : undefined;
  });

const answersTo = async (orderId: string): Promise<readonly Message['type'][]> =>
  (await service.published()).filter(({ key }) => key === orderId).map(({ message }) => message.type);

/** Everything that was begun about an order has come to its end. Asked once the payment has: what was begun is then known. */
const atRest = (orderId: string): Promise<true> =>
  eventually(`the jobs of ${orderId} to end`, async () => {
    const { rows } = await service.admin.query('select from job where key = $1', [orderId]);
    return rows.length === 0 ? true : undefined;
  });

const providerEntriesOf = async (orderId: string): Promise<readonly LedgerEntry[]> => {
  const { entries } = (await (await fetch(`${pspUrl}/v1/ledger?limit=1000`)).json()) as LedgerPage;
  return entries.filter(({ reference }) => reference === orderId);
};

/** What the provider took and kept of an order, by its own book. */
const keptByProvider = async (orderId: string): Promise<number> =>
  (await providerEntriesOf(orderId)).reduce((sum, entry) => {
    if (entry.type === 'charge') return sum + (entry.status === 'captured' ? entry.amountMinor : 0);
    return entry.type === 'refund' ? sum - entry.amountMinor : sum;
  }, 0);

/** By our book: debits and credits of the order, and what is left on the provider's account. */
const booked = async (orderId: string) => {
  const { rows } = await service.admin.query<{ side: string; account: string; amount_minor: string }>(
    'select side, account, amount_minor from ledger_entry where order_id = $1',
    [orderId],
  );
  const sum = (filter: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(filter).reduce((all, row) => all + Number(row.amount_minor), 0);
  const sideOf = (side: string, account?: string): number =>
    sum((row) => row.side === side && (account === undefined || row.account === account));
  return {
    debits: sideOf('debit'),
    credits: sideOf('credit'),
    kept: sideOf('debit', 'provider-receivable') - sideOf('credit', 'provider-receivable'),
  };
};

const TOKENS = [
  ['tok_approved', 'Captured'],
  ['tok_declined', 'Declined'],
  ['tok_declined_lost_card', 'Declined'],
  ['tok_nobody_ever_saw', 'Declined'],
  ['tok_slow', 'Captured'],
  ['tok_timeout_charged', 'Captured'],
  ['tok_timeout_not_charged', 'Captured'],
  ['tok_silent', undefined],
  ['tok_error_then_ok', 'Captured'],
  ['tok_duplicate_webhook', 'Captured'],
  ['tok_webhook_first', 'Captured'],
] as const;

describe.concurrent('Every card that the provider knows', () => {
  it.each(TOKENS.filter(([, end]) => end !== undefined))(
    'is charged and booked once, or not at all, and answered once: %s is %s',
    async (cardToken, end) => {
      const orderId = await capture(cardToken);
      await until(orderId, end!);
      await atRest(orderId);
      const money = end === 'Captured' ? 5_000 : 0;
      expect(await answersTo(orderId)).toEqual([end === 'Captured' ? 'PaymentCaptured' : 'PaymentDeclined']);
      expect(await keptByProvider(orderId)).toBe(money);
      expect(await booked(orderId)).toEqual({ debits: money, credits: money, kept: money });
    },
  );

  it.each(TOKENS)('gives everything back when it is undone while it is asked for: %s', async (cardToken) => {
    const orderId = await capture(cardToken);
    await service.hear({ type: 'RefundPayment', orderId });
    const { status, capturedMinor, refundedMinor } = await until(orderId, 'Refunded', 'Voided');
    await atRest(orderId);
    expect(capturedMinor).toBe(refundedMinor);
    expect(await keptByProvider(orderId)).toBe(0);
    expect(await booked(orderId)).toEqual({ debits: 2 * capturedMinor, credits: 2 * capturedMinor, kept: 0 });
    expect((await answersTo(orderId)).filter((type) => type === 'PaymentRefunded' || type === 'PaymentVoided')).toEqual(
      [status === 'Refunded' ? 'PaymentRefunded' : 'PaymentVoided'],
    );
  });

  it.each(TOKENS.filter(([, end]) => end === 'Captured'))(
    'is given back once after it was charged: %s',
    async (cardToken) => {
      const orderId = await capture(cardToken);
      await until(orderId, 'Captured');
      await Promise.all([1, 2].map(() => service.hear({ type: 'RefundPayment', orderId })));
      await until(orderId, 'Refunded');
      await atRest(orderId);
      expect(await keptByProvider(orderId)).toBe(0);
      expect(await booked(orderId)).toEqual({ debits: 10_000, credits: 10_000, kept: 0 });
      expect((await answersTo(orderId))[0]).toBe('PaymentCaptured');
      expect(new Set((await answersTo(orderId)).slice(1))).toEqual(new Set(['PaymentRefunded']));
    },
  );
});

describe('A webhook', () => {
  it('is believed of every outcome, and none of them contradicts what the calls have said', () => {
    expect(new Set(relay.answers())).toEqual(new Set([204]));
  });
});

describe('A command that comes again', () => {
  it('is answered again from the record, under a new id, with the asking command as its cause', async () => {
    const orderId = randomUUID();
    const ask = async (message: Message): Promise<string> => {
      const id = randomUUID();
      await service.hear(message, { id });
      return id;
    };
    const captureIt: Message = {
      type: 'CapturePayment',
      orderId,
      amountMinor: 5_000,
      currency: 'EUR',
      cardToken: 'tok_approved',
    };
    const asked = [await ask(captureIt)];
    await until(orderId, 'Captured');
    asked.push(await ask(captureIt), await ask({ type: 'RefundPayment', orderId }));
    await until(orderId, 'Refunded');
    asked.push(await ask({ type: 'RefundPayment', orderId }), await ask(captureIt));
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers.map(({ message }) => message.type)).toEqual([
      'PaymentCaptured',
      'PaymentCaptured',
      'PaymentRefunded',
      'PaymentRefunded',
      'PaymentCaptured',
    ]);
    expect([1, 3, 4].map((index) => answers[index]?.causationId)).toEqual([asked[1], asked[3], asked[4]]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(5);
  });
});
