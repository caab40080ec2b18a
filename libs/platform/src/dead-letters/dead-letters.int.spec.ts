import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ServiceUnderTest } from '../testing/index.fixtures.ts';
import { eventually, startService } from '../testing/index.fixtures.ts';
import { openListener } from '../testing/listener.fixtures.ts';

const { definition, failing, handled } = openListener();

let service: ServiceUnderTest;

/** Other specs write to the topic; what this service hears comes from here alone. */
const NO_BROKER = { KAFKA_BROKERS: '127.0.0.1:9' };

beforeAll(async () => {
  service = await startService(definition, { RETRY_CAP_MS: '100', HELD_ATTEMPTS: '2', ...NO_BROKER });
  service.start();
  return service.stop;
});

const ROOT = '/operations/dead-letters';
const MIRA = { actor: 'Mira Lund', reason: 'ticket 12' };

interface Shown {
  readonly status: string;
  readonly attempts: number;
  readonly code: string;
  readonly cause: string;
  readonly origin: object;
  readonly key: string;
  readonly value: object;
  readonly edited: object | null;
  readonly actions: readonly object[];
}

interface Page {
  readonly deadLetters: readonly { readonly id: string }[];
  readonly cursor: string | null;
}

const get = (path: string) => supertest(service.server).get(`${ROOT}${path}`);

const post = (path: string, body: object = MIRA, key: string = randomUUID()) =>
  supertest(service.server).post(`${ROOT}${path}`).set('Idempotency-Key', key).send(body);

const show = async (id: string): Promise<Shown> => (await get(`/${id}`).expect(200)).body as Shown;

/** Brings bytes that are no message; gives the id of the dead letter. */
const garbage = async (orderId: string): Promise<string> => {
  await service.hearRecord({ topic: 'payment.events.v1', key: Buffer.from(orderId), value: Buffer.from('garbage') });
  return letterOf(orderId);
};

const letterOf = (orderId: string): Promise<string> =>
  eventually(`the dead letter of ${orderId}`, async () => {
    const answer = await get(`?key=${orderId}`).expect(200);
    return (answer.body as Page).deadLetters[0]?.id;
  });

const until = (id: string, status: string): Promise<Shown> =>
  eventually(`dead letter ${id} to be ${status}`, async () => {
    const shown = await show(id);
    return shown.status === status ? shown : undefined;
  });

const sentFor = async (orderId: string) =>
  (await service.published()).filter(({ message }) => message.type === 'CancelShipment' && message.orderId === orderId);

describe('A dead letter', () => {
  it('is shown, edited, tried without effect, and sent again past the inbox', async () => {
    const orderId = randomUUID();
    const id = await garbage(orderId);
    expect(await show(id)).toMatchObject({
      status: 'open',
      code: 'AVRO.MALFORMED_MESSAGE',
      key: orderId,
      origin: { topic: 'payment.events.v1', partition: 0 },
      value: { base64: Buffer.from('garbage').toString('base64'), text: 'garbage' },
      edited: null,
      actions: [],
    });
    expect((await post(`/${id}/dry-run`).expect(200)).body).toMatchObject({ outcome: 'fails' });

    const message = { type: 'PaymentVoided', orderId };
    await post(`/${id}/edit`, { ...MIRA, message }).expect(202);
    expect(await show(id)).toMatchObject({ value: { text: 'garbage' }, edited: { message } });
    expect((await post(`/${id}/dry-run`).expect(200)).body).toMatchObject({
      outcome: 'handled',
      messages: [{ topic: 'shipping.commands.v1', message: { type: 'CancelShipment', orderId } }],
    });
    expect(await sentFor(orderId)).toEqual([]);

    expect((await post(`/${id}/redrive`).expect(202)).body).toEqual({ id, status: 'held' });
    const shown = await until(id, 'handled');
    expect(await sentFor(orderId)).toHaveLength(1);
    expect(shown.actions).toMatchObject([
      { action: 'EditDeadLetter', actor: 'Mira Lund', reason: 'ticket 12', result: 'done' },
      { action: 'RedriveDeadLetter', actor: 'Mira Lund', reason: 'ticket 12', result: 'done' },
    ]);
    const again = await post(`/${id}/redrive`).expect(409);
    expect(again.body).toMatchObject({ code: 'DEAD_LETTER_NOT_OPEN', status: 409 });
  });

  it('is one again when it fails again, with what it failed of, and can be given up', async () => {
    const orderId = randomUUID();
    failing.add(orderId);
    await expect(service.hear({ type: 'PaymentVoided', orderId })).rejects.toThrow('no luck');
    const id = await letterOf(orderId);
    expect(await show(id)).toMatchObject({ attempts: 2, cause: `no luck with ${orderId}` });
    await post(`/${id}/redrive`).expect(202);
    await until(id, 'open');
    await post(`/${id}/discard`, { actor: 'Mira Lund', reason: 'the customer has called' }).expect(202);
    const { status, actions } = await show(id);
    expect(status).toBe('discarded');
    expect(actions.at(-1)).toMatchObject({ action: 'DiscardDeadLetter', reason: 'the customer has called' });
    expect(handled).not.toContain(orderId);
    const { rows } = await service.admin.query('select 1 from dead_letter where key = convert_to($1, $2)', [
      orderId,
      'UTF8',
    ]);
    expect(rows).toHaveLength(1);
  });

  it('is sent again by one of many who ask at once, and takes effect once', async () => {
    const orderId = randomUUID();
    const id = await garbage(orderId);
    await post(`/${id}/edit`, { ...MIRA, message: { type: 'PaymentVoided', orderId } }).expect(202);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(`/${id}/redrive`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, ...Array<number>(9).fill(409)]);
    await until(id, 'handled');
    expect(await sentFor(orderId)).toHaveLength(1);
  });

  it.each([
    ['nobody who asks', '/edit', { reason: 'r', base64: '' }, 'actor'],
    ['no reason', '/redrive', { actor: 'Mira' }, 'reason'],
    ['a message that breaks its contract', '/edit', { ...MIRA, message: { type: 'PaymentVoided' } }, 'message'],
  ])('is left as it is by a request with %s', async (_what, path, body, field) => {
    const id = await garbage(randomUUID());
    const answer = await post(`/${id}${path}`, body).expect(400);
    expect(JSON.stringify(answer.body)).toContain(field);
    expect(await show(id)).toMatchObject({ status: 'open', edited: null, actions: [] });
  });

  it('that is not there is a 404', async () => {
    for (const path of ['', '/redrive', '/dry-run']) {
      const answer = await (path === '' ? get(`/${randomUUID()}`) : post(`/${randomUUID()}${path}`)).expect(404);
      expect(answer.body).toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
    }
  });
});

describe('Many dead letters', () => {
  it('are listed in pages, and chosen by what they are', async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) ids.push(await garbage(randomUUID()));
    const since = (await show(ids[0]!)) as unknown as { readonly at: string };
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after = cursor === '' ? '' : `&after=${cursor}`;
      const answer = await get(`?consumer=listener.voided&since=${since.at}&limit=2${after}`).expect(200);
      const page = answer.body as Page;
      pages.push(...page.deadLetters.map(({ id }) => id));
      ({ cursor } = page);
    }
    expect(pages).toEqual(ids);
    expect((await get('?code=NO.SUCH').expect(200)).body).toEqual({ deadLetters: [], cursor: null });
    expect((await get('?limit=0').expect(400)).body).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are sent again at a rate, once though the request is repeated', async () => {
    const orderIds = Array.from({ length: 4 }, () => randomUUID());
    const ids: string[] = [];
    for (const orderId of orderIds) {
      const id = await garbage(orderId);
      await post(`/${id}/edit`, { ...MIRA, message: { type: 'PaymentVoided', orderId } }).expect(202);
      ids.push(id);
    }
    const key = randomUUID();
    const asked = { ...MIRA, ids, perSecond: 5 };
    const first = await post('/redrive', asked, key).expect(202);
    expect(first.body).toEqual({ asked: 4, done: 4, leftOut: 0 });
    const { rows } = await service.admin.query<{ spread: number }>(
      `select extract(epoch from max(due_at) - min(due_at))::float8 as spread from held where dead_letter_id = any($1)`,
      [ids],
    );
    expect(rows[0]?.spread).toBeCloseTo(0.6, 1);
    expect((await post('/redrive', asked, key).expect(202)).body).toEqual(first.body);
    for (const id of ids) await until(id, 'handled');
    for (const orderId of orderIds) expect(await sentFor(orderId)).toHaveLength(1);
    expect((await post('/redrive', asked).expect(202)).body).toEqual({ asked: 4, done: 0, leftOut: 4 });
  });

  it('are given up by filter, and nothing else is', async () => {
    const [chosen, other] = [randomUUID(), randomUUID()];
    const [id, otherId] = [await garbage(chosen), await garbage(other)];
    const answer = await post('/discard', { ...MIRA, filter: { key: chosen } }).expect(202);
    expect(answer.body).toEqual({ asked: 1, done: 1, leftOut: 0 });
    expect(await show(id)).toMatchObject({ status: 'discarded' });
    expect(await show(otherId)).toMatchObject({ status: 'open' });
    await post('/discard', MIRA).expect(400);
  });
});
