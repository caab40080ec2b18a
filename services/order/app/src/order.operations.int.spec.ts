import { randomUUID } from 'node:crypto';
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

type Given = 'AwaitingStock' | 'AwaitingPayment' | 'AwaitingShipment' | 'Confirmed' | 'Dispatched' | 'Undoing';

const orderIn = async (given: Given): Promise<string> => {
  const orderId = await speak.place();
  const amount = { amountMinor: 5_000, currency: 'EUR' };
  const journey = [
    { type: 'StockReserved', orderId },
    { type: 'PaymentCaptured', orderId, ...amount, providerReference: 'ch_1' },
    { type: 'ShipmentScheduled', orderId, shipmentId: orderId },
    { type: 'ShipmentDispatched', orderId, shipmentId: orderId, lines: [], trackingCode: 'TM-1' },
  ] as const;
  const refused = [...journey.slice(0, 2), { type: 'ShipmentRefused', orderId, reason: 'ADDRESS_NOT_SERVED' }] as const;
  const answers = { AwaitingStock: 0, AwaitingPayment: 1, AwaitingShipment: 2, Confirmed: 3, Dispatched: 4 } as const;
  for (const answer of given === 'Undoing' ? refused : journey.slice(0, answers[given])) await service.hear(answer);
  return orderId;
};

interface Shown {
  readonly status: string;
  readonly awaits: readonly string[];
  readonly possible: readonly string[];
  readonly deadlineAt: string | null;
  readonly journal: readonly { readonly input: string; readonly actor: string; readonly reason?: string }[];
}

const show = async (orderId: string): Promise<Shown> =>
  (await supertest(service.server).get(`/operations/fulfillments/${orderId}`)).body as Shown;

const BY_ADA = { actor: 'ada', reason: 'The warehouse called.' };

const ask = (orderId: string, operation: string, more: object = {}) =>
  speak.post(`/operations/fulfillments/${orderId}/${operation}`, { ...BY_ADA, ...more });

const sent = async (orderId: string): Promise<readonly string[]> =>
  (await service.published()).filter(({ key }) => key === orderId).map(({ message }) => message.type);

describe('An operator who asks again', () => {
  it.each([
    ['AwaitingStock', ['ReserveStock']],
    ['AwaitingShipment', ['ScheduleShipment']],
    ['Undoing', ['RefundPayment', 'ReleaseStock']],
  ] as const)(
    'while %s sends %j once more, under new ids, with name and reason in the journal',
    async (given, asked) => {
      const orderId = await orderIn(given);
      const before = await sent(orderId);
      const answer = await ask(orderId, 'ask-again');
      expect(answer).toMatchObject({ status: 202, body: { orderId, status: given, changed: true } });
      expect((await sent(orderId)).slice(before.length)).toEqual(asked);
      const ids = (await service.published()).filter(({ key }) => key === orderId).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const { journal, status } = await show(orderId);
      expect(status).toBe(given);
      expect(journal.at(-1)).toMatchObject({
        input: 'AskAgainRequested',
        actor: 'operator:ada',
        reason: BY_ADA.reason,
      });
    },
  );

  it('is refused a second card payment, and where nobody owes an answer, and nothing is stored', async () => {
    const refusals = [
      ['AwaitingPayment', { code: 'PAYMENT_NOT_ASKED_AGAIN', type: 'urn:tidemark:problem:payment-not-asked-again' }],
      ['Confirmed', { code: 'NOTHING_TO_ASK_AGAIN', fulfillment: 'Confirmed' }],
      ['Dispatched', { code: 'NOTHING_TO_ASK_AGAIN', fulfillment: 'Dispatched' }],
    ] as const;
    for (const [given, problem] of refusals) {
      const orderId = await orderIn(given);
      const before = await speak.stored();
      expect(await ask(orderId, 'ask-again')).toMatchObject({ status: 409, body: { status: 409, ...problem } });
      expect(await speak.stored()).toEqual(before);
    }
  });
});

describe('An operator who undoes', () => {
  it.each([
    ['AwaitingStock', 'Undoing', ['ReleaseStock']],
    ['AwaitingPayment', 'Undoing', ['RefundPayment', 'ReleaseStock']],
    ['AwaitingShipment', 'Canceling', ['CancelShipment']],
    ['Confirmed', 'Canceling', ['CancelShipment']],
  ] as const)('an order that is %s has it %s, and asks for %j alone', async (given, then, asked) => {
    const orderId = await orderIn(given);
    const before = await sent(orderId);
    expect(await ask(orderId, 'undo')).toMatchObject({ status: 202, body: { status: then, changed: true } });
    const after = (await sent(orderId)).slice(before.length);
    expect(after.filter((type) => !type.startsWith('Order'))).toEqual(asked);
    expect(after).toContain('OrderCancellationRequested');
    expect((await show(orderId)).journal.at(-1)).toMatchObject({ input: 'UndoRequested', actor: 'operator:ada' });
  });

  it('tells nobody outside of the reason, and everybody that it was an operator', async () => {
    const orderId = await orderIn('Confirmed');
    await ask(orderId, 'undo', { reason: 'Fraud is suspected.' });
    const answer = await supertest(service.server).get(`/orders/${orderId}/history`);
    const { facts } = answer.body as { facts: readonly object[] };
    expect(facts.at(-1)).toMatchObject({ type: 'OrderCancellationRequested', reason: null, actor: 'operator:ada' });
    expect(JSON.stringify(await service.published())).not.toContain('Fraud');
  });

  it('twice is accepted again, changes nothing and stores nothing but the answer', async () => {
    const orderId = await orderIn('AwaitingStock');
    await ask(orderId, 'undo');
    const { idempotency: _, ...before } = await speak.stored();
    expect(await ask(orderId, 'undo')).toMatchObject({ status: 202, body: { status: 'Undoing', changed: false } });
    expect(await speak.stored()).toMatchObject(before);
  });

  it('an order that has left the house is refused', async () => {
    const orderId = await orderIn('Dispatched');
    expect(await ask(orderId, 'undo')).toMatchObject({ status: 409, body: { code: 'ORDER_ALREADY_SHIPPED' } });
  });
});

describe('An operator who closes by hand', () => {
  it('declares one answer at a time, and the order is canceled with the last', async () => {
    const orderId = await orderIn('Undoing');
    const first = await ask(orderId, 'close', { answer: 'payment' });
    expect(first).toMatchObject({ status: 202, body: { status: 'Undoing', outstanding: ['stock'], changed: true } });
    expect(await show(orderId)).toMatchObject({ awaits: ['ReleaseStock'], possible: ['ask-again', 'close'] });
    await ask(orderId, 'close', { answer: 'stock', reason: 'Counted on the shelf.' });
    const { status, journal, possible, deadlineAt } = await show(orderId);
    expect({ status, possible, deadlineAt }).toEqual({ status: 'Abandoned', possible: [], deadlineAt: null });
    expect(journal.slice(-2)).toMatchObject([
      { input: 'AnswerSettledOutside', actor: 'operator:ada', answer: 'payment', reason: BY_ADA.reason },
      { input: 'AnswerSettledOutside', actor: 'operator:ada', answer: 'stock', reason: 'Counted on the shelf.' },
    ]);
    expect((await sent(orderId)).at(-1)).toBe('OrderCanceled');
    await service.hear({ type: 'StockReleased', orderId });
    expect((await show(orderId)).journal).toHaveLength(journal.length);
  });

  it('is refused where nothing is undone, and for an answer that is in', async () => {
    for (const given of ['AwaitingStock', 'AwaitingPayment', 'Confirmed', 'Dispatched'] as const) {
      const problem = { code: 'NOT_UNDOING', fulfillment: given };
      const answer = await ask(await orderIn(given), 'close', { answer: 'stock' });
      expect(answer).toMatchObject({ status: 409, body: problem });
    }
    const orderId = await orderIn('Undoing');
    await service.hear({ type: 'StockReleased', orderId });
    const problem = { code: 'ANSWER_NOT_OUTSTANDING', answer: 'stock', outstanding: ['payment'] };
    expect(await ask(orderId, 'close', { answer: 'stock' })).toMatchObject({ status: 409, body: problem });
  });
});

describe('An operation', () => {
  it.each(['ask-again', 'undo', 'close'])('on an order that nobody placed is refused: %s', async (operation) => {
    const answer = await ask(randomUUID(), operation, operation === 'close' ? { answer: 'stock' } : {});
    expect(answer).toMatchObject({ status: 404, body: { code: 'ORDER_UNKNOWN' } });
  });

  it.each([
    ['without a name', 'undo', { actor: undefined }, 'actor'],
    ['with a name that is none', 'undo', { actor: 'ada\n' + 'x' }, 'actor'],
    ['with a name too long for a header', 'undo', { actor: 'a'.repeat(61) }, 'actor'],
    ['without a reason', 'ask-again', { reason: '  ' }, 'reason'],
    ['that names no undo', 'close', { answer: 'shipment' }, 'answer'],
    ['that names more than it may', 'undo', { answer: 'stock' }, 'answer'],
  ])('%s is refused with field and rule, and stores nothing', async (_what, operation, more, field) => {
    const orderId = await orderIn('AwaitingStock');
    const before = await speak.stored();
    const answer = await ask(orderId, operation, more);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID', errors: [{ field }] } });
    expect(await speak.stored()).toEqual(before);
  });

  it('is recorded for ever: the service may neither change nor delete why', async () => {
    const { rows } = await service.admin.query<{ privileges: string }>(
      `select string_agg(privilege_type, ',' order by privilege_type) as privileges
       from information_schema.role_table_grants where table_name = 'fulfillment_operation' and grantee like 'test_%'
       and table_catalog = current_database()`,
    );
    expect(rows).toEqual([{ privileges: 'INSERT,SELECT' }]);
  });

  it('stands in the OpenAPI document with its body and its refusals', async () => {
    const answer = await supertest(service.server).get('/openapi.json');
    const { paths } = answer.body as { paths: Readonly<Record<string, { post?: object }>> };
    expect(paths['/operations/fulfillments/{orderId}/close']?.post).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { required: ['actor', 'reason', 'answer'] } } } },
      responses: { 404: {}, 409: { description: 'ANSWER_NOT_OUTSTANDING, NOT_UNDOING, REQUEST_IN_FLIGHT' } },
    });
  });
});
