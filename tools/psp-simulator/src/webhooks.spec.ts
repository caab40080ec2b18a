import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openReceiver, openShop, until } from './psp-simulator.fixtures.ts';
import type { ReceivedWebhook } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

const secret = 'whsec_0123456789abcdef';

describe('a webhook', () => {
  it('tells every outcome, as it was answered', async () => {
    const receiver = await openReceiver();
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    const charge = await shop.charge('k1', 'tok_approved');
    const refund = await shop.refund('r1', { chargeKey: 'k1', amountMinor: 1 });
    const declined = await shop.charge('k2', 'tok_declined');
    const voided = await shop.voidCharge('k3');
    const late = await shop.charge('k3', 'tok_approved');
    await until('five webhooks', () => receiver.received.length === 5);
    const dataOf = (type: string) => receiver.received.find(({ event }) => event.type === type)?.event.data;
    expect(dataOf('charge.captured')).toEqual({ type: 'charge', ...charge.body });
    expect(dataOf('charge.declined')).toEqual({ type: 'charge', ...declined.body });
    expect(dataOf('charge.voided')).toEqual({ type: 'charge', ...late.body });
    expect({ ...dataOf('refund.succeeded'), status: 'refunded' }).toEqual({ type: 'refund', ...refund.body });
    expect(dataOf('void.recorded')).toEqual({ type: 'void', ...voided.body });
  });

  it('is signed with its time and body', async () => {
    const receiver = await openReceiver();
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    await shop.charge('k1', 'tok_webhook_first');
    const [{ signature, raw }] = receiver.received as [ReceivedWebhook];
    const [, time = '', code] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex')).toBe(code);
    expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(5);
  });

  it('of tok_webhook_first arrives before the answer', async () => {
    const order: string[] = [];
    const receiver = await openReceiver(() => {
      order.push('webhook');
      return 200;
    });
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    await shop.charge('k1', 'tok_webhook_first').then(() => order.push('answer'));
    expect(order).toEqual(['webhook', 'answer']);
  });

  it('of tok_duplicate_webhook arrives twice as the same event', async () => {
    const receiver = await openReceiver();
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    await shop.charge('k1', 'tok_duplicate_webhook');
    await until('two webhooks', () => receiver.received.length === 2);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
    expect(await shop.ledger()).toHaveLength(1);
  });

  it('is not sent again for a repeated request', async () => {
    const receiver = await openReceiver();
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    await shop.charge('k1', 'tok_approved');
    await shop.charge('k1', 'tok_approved');
    await shop.charge('k2', 'tok_webhook_first');
    await until('two webhooks', () => receiver.received.length >= 2);
    expect(receiver.received.map(({ event }) => event.data['key'])).toEqual(['k1', 'k2']);
  });

  it('is sent again until it is accepted', async () => {
    const receiver = await openReceiver((delivery) => (delivery < 3 ? 500 : 204));
    const shop = await openShop({ webhook: { url: receiver.url, secret } });
    expect((await shop.charge('k1', 'tok_webhook_first')).status).toBe(201);
    await until('three deliveries', () => receiver.received.length === 3);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
  });

  it('is given up after its last attempt, and each failure is logged', async () => {
    const lines: string[] = [];
    const shop = await openShop({
      webhook: { url: 'http://127.0.0.1:1/', secret },
      webhookAttempts: 3,
      logLevel: 'warn',
      logTo: { write: (line) => lines.push(line) },
    });
    expect((await shop.charge('k1', 'tok_webhook_first')).status).toBe(201);
    await until('three failures', () => lines.length === 3);
    expect(lines.map((line) => (JSON.parse(line) as { attempt: number }).attempt)).toEqual([1, 2, 3]);
  });

  it('that waits for a free connection is sent when there is one: its time has not begun', async () => {
    const unanswered = 64; // Twice as many as there are connections.
    const receiver = await openReceiver((delivery) => (delivery <= unanswered ? undefined : 200));
    const lines: string[] = [];
    const shop = await openShop({
      webhook: { url: receiver.url, secret },
      webhookAttempts: 1,
      webhookAnswerWithinMs: 200,
      logLevel: 'warn',
      logTo: { write: (line) => lines.push(line) },
    });
    await Promise.all(Array.from({ length: unanswered + 1 }, (_, n) => shop.charge(String(n), 'tok_webhook_first')));
    expect(receiver.received).toHaveLength(unanswered + 1);
    expect(lines.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual(
      Array.from({ length: unanswered }, () => 'it was not answered within 200 ms'),
    );
  });

  it('follows the shop to an address learned later', async () => {
    const shop = await openShop();
    const receiver = await openReceiver();
    await shop.charge('k1', 'tok_webhook_first');
    shop.simulator.sendWebhooksTo({ url: receiver.url, secret });
    await shop.charge('k2', 'tok_webhook_first');
    expect(receiver.received.map(({ event }) => event.data['key'])).toEqual(['k2']);
  });
});
