import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openShop, until } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

describe('a charge', () => {
  it('takes the money of an approved card', async () => {
    const shop = await openShop();
    const answer = await shop.charge('k1', 'tok_approved');
    expect(answer).toMatchObject({ status: 201, mediaType: 'application/json', replayed: false });
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^ch_/) as string,
      key: 'k1',
      status: 'captured',
      amountMinor: 1_999,
      currency: 'EUR',
      reference: 'order-1',
      declineCode: null,
      createdAt: expect.stringMatching(/Z$/) as string,
    });
  });

  it.each([
    ['tok_declined', 'insufficient_funds'],
    ['tok_declined_stolen_card', 'stolen_card'],
    ['tok_declined_', 'invalid_token'],
    ['tok_never_heard_of', 'invalid_token'],
    ['constructor', 'invalid_token'],
  ])('of %s is declined as %s', async (token, declineCode) => {
    const shop = await openShop();
    const answer = await shop.charge('k1', token);
    expect(answer).toMatchObject({ status: 402, mediaType: 'application/json' });
    expect(answer.body).toMatchObject({ status: 'declined', declineCode, key: 'k1' });
    expect(await shop.charge('k1', token)).toEqual({ ...answer, replayed: true });
  });

  it('of tok_slow is answered late, and is unknown until then', async () => {
    const shop = await openShop({ slowMs: 100 });
    const startedAt = performance.now();
    const late = shop.charge('k1', 'tok_slow');
    expect((await shop.byKey('k1')).status).toBe(404);
    expect((await late).status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
    expect(await shop.charge('k1', 'tok_slow')).toMatchObject({ status: 201, replayed: true });
  });

  it('of tok_timeout_charged is made and not answered, and its repeat is answered with the first outcome', async () => {
    const shop = await openShop();
    await expect(shop.charge('k1', 'tok_timeout_charged')).rejects.toThrow('fetch failed');
    expect(await shop.ledger()).toMatchObject([{ type: 'charge', key: 'k1', status: 'captured' }]);
    expect(await shop.charge('k1', 'tok_timeout_charged')).toMatchObject({ status: 201, replayed: true });
    expect(await shop.ledger()).toHaveLength(1);
  });

  it('of tok_timeout_charged is answered to a repeat while the first request still waits', async () => {
    const shop = await openShop({ timeoutMs: 60_000, closeWithinMs: 60_000 });
    const first = shop.charge('k1', 'tok_timeout_charged').catch(() => 'cut');
    await until('the charge', async () => (await shop.ledger()).length === 1);
    expect(await shop.charge('k1', 'tok_timeout_charged')).toMatchObject({ status: 201, replayed: true });
    await shop.simulator.close();
    expect(await first).toBe('cut');
  });

  it('of tok_timeout_not_charged is not made, and its repeat makes it', async () => {
    const shop = await openShop();
    await expect(shop.charge('k1', 'tok_timeout_not_charged')).rejects.toThrow('fetch failed');
    expect(await shop.ledger()).toEqual([]);
    expect((await shop.byKey('k1')).status).toBe(404);
    expect(await shop.charge('k1', 'tok_timeout_not_charged')).toMatchObject({ status: 201, replayed: false });
    expect(await shop.ledger()).toHaveLength(1);
  });

  it('of tok_silent is neither made nor answered, however often it is asked for', async () => {
    const shop = await openShop();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect(shop.charge('k1', 'tok_silent')).rejects.toThrow('fetch failed');
    }
    expect(await shop.ledger()).toEqual([]);
    expect((await shop.byKey('k1')).status).toBe(404);
  });

  it('of tok_silent is refused once its key is voided', async () => {
    const shop = await openShop();
    await expect(shop.charge('k1', 'tok_silent')).rejects.toThrow('fetch failed');
    expect((await shop.voidCharge('k1')).body).toMatchObject({ outcome: 'voided', amountMinor: 0 });
    expect(await shop.charge('k1', 'tok_silent')).toMatchObject({ status: 409, body: { status: 'voided' } });
  });

  it('of tok_error_then_ok fails once and is made by its repeat', async () => {
    const shop = await openShop();
    const failed = await shop.charge('k1', 'tok_error_then_ok');
    expect(failed).toMatchObject({ status: 503, mediaType: 'application/problem+json' });
    expect(failed.body).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await shop.ledger()).toEqual([]);
    expect((await shop.charge('k1', 'tok_error_then_ok')).status).toBe(201);
  });
});

describe('the idempotency key of a charge', () => {
  it.each(['tok_approved', 'tok_slow', 'tok_webhook_first'])(
    'makes two equal requests of %s at once one charge',
    async (token) => {
      const shop = await openShop();
      const answers = await Promise.all([shop.charge('k1', token), shop.charge('k1', token)]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
      expect(answers[0].body).toEqual(answers[1].body);
      expect(await shop.ledger()).toHaveLength(1);
    },
  );

  it.each(['tok_approved', 'tok_declined', 'tok_error_then_ok'])(
    'is refused with another body after %s',
    async (token) => {
      const shop = await openShop();
      await shop.charge('k1', token);
      for (const change of [{ amountMinor: 2_000 }, { cardToken: 'tok_declined_x' }, { reference: 'order-2' }]) {
        const refused = await shop.charge('k1', token, change);
        expect(refused).toMatchObject({ status: 422, mediaType: 'application/problem+json' });
        expect(refused.body).toMatchObject({
          code: 'IDEMPOTENCY_KEY_REUSED',
          errors: [{ field: 'Idempotency-Key', rule: 'must not be used again with another body' }],
        });
      }
    },
  );

  it('is refused with another body while the first request is in progress', async () => {
    const shop = await openShop();
    const first = shop.charge('k1', 'tok_slow');
    const second = shop.charge('k1', 'tok_slow', { amountMinor: 1 });
    expect([(await first).status, (await second).status].sort()).toEqual([201, 422]);
    expect(await shop.ledger()).toHaveLength(1);
  });

  it('recognizes a body whose properties come in another order', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    const turned = { reference: 'order-1', cardToken: 'tok_approved', currency: 'EUR', amountMinor: 1_999 };
    const answer = await shop.request('POST', '/v1/charges', turned, { 'idempotency-key': 'k1' });
    expect(answer).toMatchObject({ status: 201, replayed: true });
  });
});

describe('a charge asked for by its key', () => {
  it('is shown with what was refunded of it', async () => {
    const shop = await openShop();
    await shop.charge('k/1?', 'tok_approved');
    await shop.refund('r1', { chargeKey: 'k/1?', amountMinor: 500 });
    const answer = await shop.byKey('k/1?');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ key: 'k/1?', status: 'captured', amountMinor: 1_999, refundedMinor: 500 });
  });

  it('is "not found" when it is not decided, which does not mean that it will not be charged', async () => {
    const shop = await openShop();
    const answer = await shop.byKey('k1');
    expect(answer).toMatchObject({ status: 404, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({ code: 'CHARGE_NOT_FOUND' });
    expect(answer.body['detail']).toContain('not found is not not-charged');
  });

  it('is voided when only its void is known', async () => {
    const shop = await openShop();
    await shop.voidCharge('k1');
    expect((await shop.byKey('k1')).body).toMatchObject({ key: 'k1', status: 'voided' });
  });
});
