import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openShop } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

describe('a void', () => {
  it('is remembered and refuses the late charge of its key', async () => {
    const shop = await openShop();
    const voided = await shop.voidCharge('k1');
    expect(voided.status).toBe(200);
    expect(voided.body).toMatchObject({ chargeKey: 'k1', outcome: 'voided', chargeId: null, amountMinor: 0 });
    const late = await shop.charge('k1', 'tok_approved');
    expect(late).toMatchObject({ status: 409, mediaType: 'application/json' });
    expect(late.body).toMatchObject({ key: 'k1', status: 'voided' });
    expect(await shop.charge('k1', 'tok_approved')).toEqual({ ...late, replayed: true });
    expect((await shop.byKey('k1')).body).toMatchObject({ status: 'voided', refundedMinor: 0 });
  });

  it.each([
    'tok_slow',
    'tok_timeout_charged',
    'tok_timeout_not_charged',
    'tok_silent',
    'tok_error_then_ok',
    'tok_declined',
  ])('made before the charge of %s refuses it at once', async (token) => {
    const shop = await openShop({ slowMs: 60_000, timeoutMs: 60_000 });
    await shop.voidCharge('k1');
    expect((await shop.charge('k1', token)).body).toMatchObject({ status: 'voided' });
  });

  it('wins against a charge that is still on its way', async () => {
    const shop = await openShop();
    const charge = shop.charge('k1', 'tok_slow');
    expect((await shop.byKey('k1')).status).toBe(404);
    expect((await shop.voidCharge('k1')).body).toMatchObject({ outcome: 'voided' });
    expect(await charge).toMatchObject({ status: 409, body: { status: 'voided' } });
  });

  it('stands when the first request of the key was lost', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_error_then_ok');
    await shop.voidCharge('k1');
    expect(await shop.charge('k1', 'tok_error_then_ok')).toMatchObject({ status: 409 });
  });

  it('of a captured charge refunds it in full and says so', async () => {
    const shop = await openShop();
    const charge = await shop.charge('k1', 'tok_approved');
    const answer = await shop.voidCharge('k1');
    expect(answer.body).toMatchObject({ outcome: 'refunded', chargeId: charge.body['id'], amountMinor: 1_999 });
    expect((await shop.byKey('k1')).body).toMatchObject({ status: 'captured', refundedMinor: 1_999 });
    expect((await shop.ledger()).map(({ type }) => type)).toEqual(['charge', 'refund', 'void']);
    expect(await shop.voidCharge('k1')).toEqual({ ...answer, replayed: true });
    expect(await shop.ledger()).toHaveLength(3);
  });

  it('of a partly refunded charge refunds what is left', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    await shop.refund('r1', { chargeKey: 'k1', amountMinor: 1_000 });
    expect((await shop.voidCharge('k1')).body).toMatchObject({ outcome: 'refunded', amountMinor: 999 });
  });

  it('of a wholly refunded charge moves no money', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    await shop.refund('r1', { chargeKey: 'k1', amountMinor: 1_999 });
    expect((await shop.voidCharge('k1')).body).toMatchObject({ outcome: 'refunded', amountMinor: 0, refundId: null });
  });

  it('of a declined charge is a void, and the decline stays the answer of its key', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_declined');
    expect((await shop.voidCharge('k1')).body).toMatchObject({ outcome: 'voided', amountMinor: 0 });
    expect(await shop.charge('k1', 'tok_declined')).toMatchObject({ status: 402 });
  });

  it('asked for twice at once is one void', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    const [first, second] = await Promise.all([shop.voidCharge('k1'), shop.voidCharge('k1')]);
    expect(first.body).toEqual(second.body);
    expect(await shop.ledger()).toHaveLength(3);
  });
});

describe('a refund', () => {
  it('gives money back by the id or the key of the charge', async () => {
    const shop = await openShop();
    const charge = await shop.charge('k1', 'tok_approved');
    const byId = await shop.refund('r1', { chargeId: charge.body['id'], amountMinor: 999 });
    expect(byId).toMatchObject({ status: 201, mediaType: 'application/json' });
    expect(byId.body).toEqual({
      id: expect.stringMatching(/^re_/) as string,
      key: 'r1',
      chargeId: charge.body['id'],
      chargeKey: 'k1',
      status: 'refunded',
      amountMinor: 999,
      currency: 'EUR',
      reference: 'order-1',
      createdAt: expect.stringMatching(/Z$/) as string,
    });
    expect((await shop.refund('r2', { chargeKey: 'k1', amountMinor: 1_000 })).status).toBe(201);
    expect((await shop.byKey('k1')).body).toMatchObject({ refundedMinor: 1_999 });
  });

  it('asked for twice at once with one key is one refund', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    const refund = { chargeKey: 'k1', amountMinor: 1_500 };
    const answers = await Promise.all([shop.refund('r1', refund), shop.refund('r1', refund)]);
    expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(answers[0].body).toEqual(answers[1].body);
    expect((await shop.byKey('k1')).body).toMatchObject({ refundedMinor: 1_500 });
  });

  it('is refused when its key belongs to another refund', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    await shop.refund('r1', { chargeKey: 'k1', amountMinor: 1 });
    const refused = await shop.refund('r1', { chargeKey: 'k1', amountMinor: 2 });
    expect(refused).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('cannot exceed what is left of the charge, and the refusal is not remembered', async () => {
    const shop = await openShop();
    await shop.charge('k1', 'tok_approved');
    await shop.refund('r1', { chargeKey: 'k1', amountMinor: 1_000 });
    const refused = await shop.refund('r2', { chargeKey: 'k1', amountMinor: 1_000 });
    expect(refused).toMatchObject({ status: 422, body: { code: 'REFUND_EXCEEDS_CHARGE' } });
    expect(refused.body['errors']).toEqual([
      { field: 'amountMinor', rule: 'must not exceed what is left of the charge, 999 minor units' },
    ]);
    expect((await shop.refund('r2', { chargeKey: 'k1', amountMinor: 999 })).status).toBe(201);
  });

  it('is refused for a charge that is unknown, declined or voided', async () => {
    const shop = await openShop();
    await shop.charge('declined', 'tok_declined');
    await shop.voidCharge('voided');
    await shop.charge('voided', 'tok_approved');
    const refusal = async (chargeKey: string) => (await shop.refund('r1', { chargeKey, amountMinor: 1 })).body;
    expect(await refusal('unknown')).toMatchObject({ status: 404, code: 'CHARGE_NOT_FOUND' });
    expect(await refusal('declined')).toMatchObject({ status: 409, code: 'CHARGE_NOT_CAPTURED' });
    expect(await refusal('voided')).toMatchObject({ status: 409, code: 'CHARGE_NOT_CAPTURED' });
  });
});
