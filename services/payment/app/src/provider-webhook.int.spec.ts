import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService, storedRows } from '@tidemark/platform/testing';
import type { PspSimulator } from '@tidemark/psp-simulator';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capturedNotice, signatureOf } from './http/webhook-notices.fixtures.ts';
import { paymentService } from './payment.module.ts';
import type { Relay } from './webhook-relay.fixtures.ts';
import { startRelay } from './webhook-relay.fixtures.ts';

const SECRET = 'whsec_0123456789abcdef';
const NO_BROKER = '127.0.0.1:9';

let relay: Relay;
let psp: PspSimulator;
let service: ServiceUnderTest;

beforeAll(async () => {
  relay = await startRelay(() => service);
  psp = createPspSimulator({ webhook: { url: relay.url, secret: SECRET } });
  service = await startService(paymentService, {
    PSP_URL: await psp.listen(),
    PSP_WEBHOOK_SECRET: SECRET,
    KAFKA_BROKERS: NO_BROKER,
  });
});

afterAll(async () => {
  await service.stop();
  await psp.close();
  await relay.close();
});

const signed = (body: string, atSeconds?: number, secret = SECRET): string => signatureOf(body, secret, atSeconds);

const send = (body: string, signature = signed(body), { server } = service): supertest.Test =>
  supertest(server)
    .post('/psp/webhook')
    .set('content-type', 'application/json')
    .set('psp-signature', signature)
    .send(body);

const request = async (cardToken = 'tok_approved'): Promise<string> => {
  const orderId = randomUUID();
  await service.hear({ type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR', cardToken });
  return orderId;
};

const factsOf = async (orderId: string): Promise<readonly object[]> => {
  const { rows } = await service.admin.query<{ type: string; actor: string; correlation_id: string }>(
    'select type, actor, correlation_id from event where stream_id = $1 order by version',
    [`payment-${orderId}`],
  );
  return rows;
};

describe('a signed webhook', () => {
  it('is recorded as the word of the provider, in the story of its order', async () => {
    const orderId = await request();
    expect((await send(capturedNotice(orderId))).status).toBe(204);
    const [requested, captured] = await factsOf(orderId);
    expect(captured).toEqual({ ...requested, type: 'PaymentCaptured', actor: 'provider' });
  });

  it('is recorded once, however often it is sent', async () => {
    const orderId = await request();
    const body = capturedNotice(orderId);
    for (let times = 0; times < 3; times += 1) expect((await send(body)).status).toBe(204);
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers).toHaveLength(1);
  });

  it('that says nothing new takes no lock, on an instance that did not write it down itself', async () => {
    const orderId = await request();
    await send(capturedNotice(orderId));
    const other = await service.another();
    const holder = await service.admin.connect();
    try {
      await holder.query('begin');
      const lock = await holder.query('select from head where stream_id = $1 for update', [`payment-${orderId}`]);
      expect(lock.rowCount).toBe(1);
      expect((await send(capturedNotice(orderId), undefined, other)).status).toBe(204);
      expect((await send(capturedNotice(orderId, { amountMinor: 5_001 }), undefined, other)).body).toMatchObject({
        code: 'OTHER_AMOUNT',
      });
    } finally {
      await holder.query('rollback');
      holder.release();
      await other.stop();
    }
  });

  it('that says what this process has just written down does not ask the database', async () => {
    const orderId = await request();
    await send(capturedNotice(orderId));
    const holder = await service.admin.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table event, head in access exclusive mode');
      expect((await send(capturedNotice(orderId))).status).toBe(204);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });

  it('of another amount is not believed, though this process has written down the rest', async () => {
    const orderId = await request();
    await send(capturedNotice(orderId));
    expect((await send(capturedNotice(orderId, { amountMinor: 5_001 }))).body).toMatchObject({ code: 'OTHER_AMOUNT' });
  });

  it('is believed for its bytes, however they are laid out', async () => {
    const orderId = await request();
    const body = JSON.stringify(JSON.parse(capturedNotice(orderId)), null, 3);
    expect((await send(body)).status).toBe(204);
    expect(await factsOf(orderId)).toHaveLength(2);
  });

  it.each([
    ['of another secret', (body: string) => signed(body, undefined, 'whsec_of_somebody_else')],
    ['of another body', (body: string) => signed(`${body} `)],
    ['older than five minutes', (body: string) => signed(body, Math.floor(Date.now() / 1_000) - 301)],
    ['from the future', (body: string) => signed(body, Math.floor(Date.now() / 1_000) + 310)],
    ['that is none', () => 'nonsense'],
  ])('is refused with a signature %s, and stores nothing', async (_what, sign) => {
    const body = capturedNotice(await request());
    const before = await storedRows(service);
    const answer = await send(body, sign(body));
    expect(answer.body).toMatchObject({ code: 'SIGNATURE_INVALID', errors: [{ field: 'Psp-Signature' }] });
    expect(answer.status).toBe(401);
    expect(await storedRows(service)).toEqual(before);
  });

  it('that contradicts an earlier word is refused, also when it comes again, and changes nothing', async () => {
    const orderId = await request();
    await send(capturedNotice(orderId));
    const body = capturedNotice(orderId, { declineCode: 'x' }).replace('captured', 'declined');
    for (let times = 0; times < 2; times += 1) {
      const answer = await send(body);
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'OUTCOME_CONTRADICTED']);
    }
    expect(await factsOf(orderId)).toHaveLength(2);
  });
});

describe('a webhook that is bad input is one problem that names field and rule, and stores nothing', () => {
  type Case = [what: string, status: number, code: string, field: string, rule: RegExp, bodyOf: (id: string) => string];

  it.each<Case>([
    ['broken JSON', 400, 'BODY_UNREADABLE', 'body', /JSON/u, () => '{"id":'],
    [
      'more than 64 kB',
      413,
      'BODY_TOO_LARGE',
      'body',
      /64 kB/u,
      (id) => capturedNotice(id, { note: 'x'.repeat(70_000) }),
    ],
    ['a list', 400, 'INPUT_INVALID', 'body', /of type object/u, () => '[]'],
    [
      'of an unknown kind',
      400,
      'INPUT_INVALID',
      'type',
      /a kind of notice/u,
      (id) => capturedNotice(id).replace('captured', 'vanished'),
    ],
    [
      'without an id',
      400,
      'INPUT_INVALID',
      'id',
      /must be text/u,
      (id) => capturedNotice(id).replace('"id":"evt', '"no":"evt'),
    ],
    [
      'of half a cent',
      400,
      'INPUT_INVALID',
      'data.amountMinor',
      /whole number/u,
      (id) => capturedNotice(id, { amountMinor: 0.5 }),
    ],
    [
      'of somebody else',
      400,
      'INPUT_INVALID',
      'data.key',
      /one of our charges/u,
      (id) => capturedNotice(id, { key: 'theirs' }),
    ],
    [
      'of an order that nobody asked to pay',
      404,
      'PAYMENT_UNKNOWN',
      'data.key',
      /that was asked for/u,
      () => capturedNotice(randomUUID()),
    ],
    [
      'of another amount',
      409,
      'OTHER_AMOUNT',
      'data.amountMinor',
      /that was asked for/u,
      (id) => capturedNotice(id, { amountMinor: 4_999 }),
    ],
  ])('%s', async (_what, status, code, field, rule, bodyOf) => {
    const orderId = await request();
    const before = await storedRows(service);
    const answer = await send(bodyOf(orderId));
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code });
    expect((answer.body as { errors: unknown }).errors).toEqual([
      { field, rule: expect.stringMatching(rule) as string },
    ]);
    expect(await storedRows(service)).toEqual(before);
  });

  it('a wrong content type', async () => {
    const answer = await send(capturedNotice(randomUUID())).set('content-type', 'text/plain');
    expect(answer.body).toMatchObject({ code: 'CONTENT_TYPE_UNSUPPORTED', errors: [{ field: 'Content-Type' }] });
  });
});

describe('the provider’s own webhooks', () => {
  it.each([
    ['tok_webhook_first', 1],
    ['tok_duplicate_webhook', 2],
    ['tok_approved', 1],
  ])('and the answer to the call end in one capture: %s', async (cardToken, webhooks) => {
    service.start();
    const orderId = await request(cardToken);
    await eventually('the capture, and the end of its job', async () => {
      const { rows } = await service.admin.query<object>(
        `select from event where stream_id = 'payment-' || $1 and type = 'PaymentCaptured'
           and not exists (select from job where key = $1)`,
        [orderId],
      );
      return rows[0];
    });
    await eventually(`${webhooks} webhooks`, () =>
      Promise.resolve(relay.answers(orderId).length >= webhooks ? true : undefined),
    );
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers.map(({ message }) => message.type)).toEqual(['PaymentCaptured']);
    expect(relay.answers(orderId)).toEqual(Array.from({ length: webhooks }, () => 204));
  });
});
