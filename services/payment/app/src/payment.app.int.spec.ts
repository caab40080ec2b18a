import { randomUUID } from 'node:crypto';
import type { CapturePayment, Message } from '@tidemark/contracts';
import { ServiceRuntime } from '@tidemark/platform';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { describeIdempotency, eventually, startService } from '@tidemark/platform/testing';
import type { LedgerEntry, LedgerPage } from '@tidemark/psp-simulator';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';
import type { PaymentReading } from './payments.queries.ts';
import type { Door } from './provider-door.fixtures.ts';
import { openDoor } from './provider-door.fixtures.ts';

/** The outside world, reached over real sockets. */
const psp = createPspSimulator({ slowMs: 1_500 });
let pspUrl: string;
let door: Door;
let service: ServiceUnderTest;
/** Makes no calls: what it has decided, and every job that it wrote, stays as it was. */
let idle: ServiceUnderTest;

beforeAll(async () => {
  pspUrl = await psp.listen();
  door = await openDoor(pspUrl);
  service = await startService(paymentService, { PSP_URL: door.url, PSP_TIMEOUT_MS: '300', KAFKA_BROKERS: NO_BROKER });
  idle = await startService(paymentService, { PSP_URL: door.url, KAFKA_BROKERS: NO_BROKER });
  service.start();
});

afterAll(async () => {
  await idle.stop();
  await service.stop();
  await door.close();
  await psp.close();
});

/** Nobody listens there: the specs bring the messages, and the workers run without Kafka. */
const NO_BROKER = '127.0.0.1:9';

const capture = (orderId: string, cardToken: string): CapturePayment => ({
  type: 'CapturePayment',
  orderId,
  amountMinor: 5_000,
  currency: 'EUR',
  cardToken,
});

const read = async (orderId: string): Promise<PaymentReading> =>
  (await supertest(service.server).get(`/payments/${orderId}`)).body as PaymentReading;

const paymentIn = (orderId: string, status: PaymentReading['status']): Promise<PaymentReading> =>
  eventually(`the payment of ${orderId} to be ${status}`, async () => {
    const payment = await read(orderId);
    return payment.status === status ? payment : undefined;
  });

const answersTo = async (orderId: string, by = service): Promise<readonly Message[]> =>
  (await by.published()).filter(({ key }) => key === orderId).map(({ message }) => message);

/** The calls that are still to be answered. */
const jobsOf = async (orderId: string, of = service): Promise<readonly { kind: string; attempts: number }[]> => {
  const { rows } = await of.admin.query<{ kind: string; attempts: number }>(
    'select kind, attempts from job where key = $1 order by created_at, id',
    [orderId],
  );
  return rows;
};

/** Asked once the payment has come to its state: the jobs that it took are then known, and each is open or done. */
const allJobsDone = (orderId: string): Promise<true> =>
  eventually(`the jobs of ${orderId} to end`, async () => ((await jobsOf(orderId)).length === 0 ? true : undefined));

const firstAttempt = (orderId: string): Promise<true> =>
  eventually('a first attempt', () => Promise.resolve(door.charges(orderId).length > 0 ? true : undefined));

/** What the provider has decided about an order, by its own ledger. */
const providerEntriesOf = async (orderId: string): Promise<readonly LedgerEntry[]> => {
  const answer = await fetch(`${pspUrl}/v1/ledger?limit=1000`);
  const { entries } = (await answer.json()) as LedgerPage;
  return entries.filter(({ reference }) => reference === orderId);
};

const ledgerOf = async (orderId: string) =>
  (await supertest(service.server).get('/ledger').query({ orderId })).body as {
    entries: { entryId: string; account: string; side: string; amountMinor: number }[];
    totals: object[];
    cursor: string | null;
  };

// The provider signs its notices and names each by an id of its own.
describeIdempotency(() => service, {}, ['POST /psp/webhook']);

describe('a capture', () => {
  it('is committed with its job before the provider hears of it', async () => {
    const orderId = randomUUID();
    await idle.hear(capture(orderId, 'tok_approved'));
    const { rows } = await idle.admin.query(
      `select (select xmin from event where stream_id = $1) = (select xmin from job where key = $2) as together,
              (select attempts from job where key = $2) as attempts`,
      [`payment-${orderId}`, orderId],
    );
    expect(rows).toEqual([{ together: true, attempts: 0 }]);
    expect(door.charges(orderId)).toEqual([]);
  });

  it('of an approved card is answered, booked on both sides and shown with its history', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_approved'));
    const payment = await paymentIn(orderId, 'Captured');
    expect(payment).toMatchObject({ requestedMinor: 5_000, capturedMinor: 5_000, refundedMinor: 0, currency: 'EUR' });
    expect(payment.history).toMatchObject([
      { version: 1, type: 'PaymentRequested', actor: 'process' },
      { version: 2, type: 'PaymentCaptured' },
    ]);
    const { providerReference } = payment;
    expect(await answersTo(orderId)).toEqual([
      { type: 'PaymentCaptured', orderId, amountMinor: 5_000, currency: 'EUR', providerReference },
    ]);
    expect(await ledgerOf(orderId)).toMatchObject({
      entries: [
        { account: 'customer-payments', side: 'credit', amountMinor: 5_000 },
        { account: 'provider-receivable', side: 'debit', amountMinor: 5_000 },
      ],
      totals: [{ currency: 'EUR', debitsMinor: 5_000, creditsMinor: 5_000 }],
    });
    expect(await providerEntriesOf(orderId)).toMatchObject([
      { type: 'charge', status: 'captured', amountMinor: 5_000 },
    ]);
  });

  it('of a declined card is answered with the reason, and nothing is booked', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_declined_lost_card'));
    expect(await paymentIn(orderId, 'Declined')).toMatchObject({ capturedMinor: 0, declineCode: 'lost_card' });
    expect(await answersTo(orderId)).toEqual([{ type: 'PaymentDeclined', orderId, declineCode: 'lost_card' }]);
    expect(await ledgerOf(orderId)).toEqual({ entries: [], totals: [], cursor: null });
  });

  it.each(['tok_error_then_ok', 'tok_timeout_charged', 'tok_timeout_not_charged', 'tok_slow'])(
    'whose outcome is unknown is repeated with the same key until it is known: %s',
    async (cardToken) => {
      const orderId = randomUUID();
      await service.hear(capture(orderId, cardToken));
      await paymentIn(orderId, 'Captured');
      await allJobsDone(orderId);
      const asked = door.charges(orderId);
      expect(asked.length).toBeGreaterThan(1);
      expect(new Set(asked)).toEqual(new Set([`capture-${orderId}`]));
      expect(await providerEntriesOf(orderId)).toMatchObject([{ type: 'charge', status: 'captured' }]);
      expect((await ledgerOf(orderId)).totals).toEqual([{ currency: 'EUR', debitsMinor: 5_000, creditsMinor: 5_000 }]);
    },
  );

  it('that is asked for again charges once and is answered again', async () => {
    const orderId = randomUUID();
    const command = capture(orderId, 'tok_approved');
    const id = randomUUID();
    await Promise.all([service.hear(command, { id }), service.hear(command, { id }), service.hear(command, { id })]);
    await paymentIn(orderId, 'Captured');
    const asked = door.charges(orderId).length;
    await service.hear(command, { id });
    await service.hear(command);
    expect((await answersTo(orderId)).map(({ type }) => type)).toEqual(['PaymentCaptured', 'PaymentCaptured']);
    expect(await jobsOf(orderId)).toEqual([]);
    expect(door.charges(orderId)).toHaveLength(asked);
    expect(await providerEntriesOf(orderId)).toHaveLength(1);
  });

  it('that is asked for again before it is answered has one job', async () => {
    const orderId = randomUUID();
    const command = capture(orderId, 'tok_approved');
    const id = randomUUID();
    await Promise.all([idle.hear(command, { id }), idle.hear(command, { id }), idle.hear(command)]);
    await idle.hear(command, { id });
    await idle.hear(command);
    expect(await jobsOf(orderId, idle)).toEqual([{ kind: 'capture', attempts: 0 }]);
  });
});

describe('a refund', () => {
  it('gives back what was captured, once, and the ledger says so', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_approved'));
    await paymentIn(orderId, 'Captured');
    await service.hear({ type: 'RefundPayment', orderId });
    await service.hear({ type: 'RefundPayment', orderId });
    expect(await paymentIn(orderId, 'Refunded')).toMatchObject({ capturedMinor: 5_000, refundedMinor: 5_000 });
    // The second command is answered again where the refund was quicker than it.
    const [first, ...others] = (await answersTo(orderId)).map(({ type }) => type);
    expect([first, ...new Set(others)]).toEqual(['PaymentCaptured', 'PaymentRefunded']);
    const { entries, totals } = await ledgerOf(orderId);
    expect(entries).toHaveLength(4);
    expect(totals).toEqual([{ currency: 'EUR', debitsMinor: 10_000, creditsMinor: 10_000 }]);
    expect((await providerEntriesOf(orderId)).map(({ type }) => type)).toEqual(['charge', 'refund']);
  });

  it('that overtakes its capture is answered, remembered, and the latecomer charges nothing', async () => {
    const orderId = randomUUID();
    await idle.hear({ type: 'RefundPayment', orderId });
    await idle.hear(capture(orderId, 'tok_approved'));
    expect((await answersTo(orderId, idle)).map(({ type }) => type)).toEqual(['PaymentVoided', 'PaymentVoided']);
    expect(await jobsOf(orderId, idle)).toEqual([]);
  });

  it('while the capture is unknown voids it by its key, and the late charge is refused', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_slow'));
    await firstAttempt(orderId);
    await service.hear({ type: 'RefundPayment', orderId });
    await paymentIn(orderId, 'Voided');
    await allJobsDone(orderId);
    expect((await answersTo(orderId)).map(({ type }) => type)).toEqual(['PaymentVoided']);
    expect(
      (await providerEntriesOf(orderId)).filter((entry) => entry.type === 'charge' && entry.status === 'captured'),
    ).toEqual([]);
  });

  it('of a charge that was made unheard gives it back, and both are booked', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_timeout_charged'));
    await firstAttempt(orderId);
    await eventually('the charge', async () => (await providerEntriesOf(orderId))[0]);
    await service.hear({ type: 'RefundPayment', orderId });
    await paymentIn(orderId, 'Refunded');
    await allJobsDone(orderId);
    expect((await answersTo(orderId)).map(({ type }) => type)).toEqual(['PaymentCaptured', 'PaymentRefunded']);
    expect((await ledgerOf(orderId)).totals).toEqual([{ currency: 'EUR', debitsMinor: 10_000, creditsMinor: 10_000 }]);
  });
});

describe('the HTTP face', () => {
  it('shows no card token', async () => {
    const orderId = randomUUID();
    await service.hear(capture(orderId, 'tok_approved'));
    await paymentIn(orderId, 'Captured');
    expect(JSON.stringify([await read(orderId), await answersTo(orderId)])).not.toContain('tok_');
  });

  it('pages through the ledger without losing or repeating an entry', async () => {
    type Page = Awaited<ReturnType<typeof ledgerOf>>;
    const page = async (query: object) => (await supertest(service.server).get('/ledger').query(query)).body as Page;
    const whole = await page({ limit: 500 });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const next: Page = await page({ limit: 3, ...(cursor && { cursor }) });
      seen.push(...next.entries.map(({ entryId }) => entryId));
      ({ cursor } = next);
    } while (cursor !== null);
    expect(seen).toEqual(whole.entries.map(({ entryId }) => entryId));
    expect(seen.length).toBeGreaterThan(6);
  });

  it.each([
    ['/payments/42', 400, 'INPUT_INVALID', 'orderId'],
    [`/payments/${randomUUID()}`, 404, 'PAYMENT_UNKNOWN', undefined],
    ['/ledger?cursor=x', 400, 'INPUT_INVALID', 'cursor'],
    ['/ledger?page=2', 400, 'INPUT_INVALID', 'page'],
  ])('answers %s with one problem', async (path, status, code, field) => {
    const answer = await supertest(service.server).get(path);
    expect(answer.body).toMatchObject({ status, code, ...(field !== undefined && { errors: [{ field }] }) });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('has no webhook without a secret', async () => {
    const answer = await supertest(service.server).post('/psp/webhook').send({ id: 'evt_1' });
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'WEBHOOK_DISABLED']);
  });
});

describe('the ledger', () => {
  it.each(['update ledger_entry set amount_minor = 1', 'delete from ledger_entry', 'truncate ledger_entry'])(
    'cannot be changed by the service itself: %s',
    async (statement) => {
      const { pool } = service.app.get(ServiceRuntime);
      await expect(pool.query(statement)).rejects.toThrow(/permission denied/u);
    },
  );
});
