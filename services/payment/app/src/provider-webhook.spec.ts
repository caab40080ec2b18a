import { randomUUID } from 'node:crypto';
import { MemoryStore, readHistory, UnitOfWork } from '@tidemark/event-store';
import type { Cause } from '@tidemark/kernel';
import type { PaymentAction } from '@tidemark/payment-domain';
import { describe, expect, it } from 'vitest';
import { capturedNotice, signatureOf } from './http/webhook-notices.fixtures.ts';
import { captured } from './payment.stories.fixtures.ts';
import { payments, paymentStream } from './persistence/streams.ts';
import { ProviderWebhook } from './provider-webhook.ts';

const SECRET = 'whsec_0123456789abcdef';
const orderId = randomUUID();
const cause: Cause = {
  messageId: 'message-1',
  correlationId: 'correlation',
  traceparent: '00-00000000000000000000000000000001-0000000000000001-00',
  actor: 'us',
};

describe('A webhook', () => {
  it('lets the answer to our own call be recorded first', async () => {
    const store = new MemoryStore(() => 0);
    const unitOfWork = new UnitOfWork(store, {
      newId: randomUUID,
      encoder: { encode: () => new Uint8Array() },
      monotonicMs: () => 0,
      rest: () => Promise.resolve(),
    });
    const decide = (action: PaymentAction): Promise<unknown> =>
      unitOfWork.execute({
        cause,
        reads: payments.reads(action),
        handle: (unit) => unit.decide(payments, action).kind,
      });
    await decide({ type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR', cardToken: 'tok_approved' });
    const rests: number[] = [];
    const webhook = new ProviderWebhook(unitOfWork, SECRET, (ms) => {
      rests.push(ms);
      return decide({ type: 'RecordOutcome', orderId, outcome: captured });
    });
    const text = capturedNotice(orderId);
    const rawBody = new TextEncoder().encode(text);
    await webhook.receive({ signature: signatureOf(text, SECRET), rawBody, body: JSON.parse(text) });
    expect(rests).toEqual([50]);
    const facts = await readHistory(store, paymentStream, orderId);
    expect(facts.map(({ fact, cause: { actor } }) => [fact.type, actor])).toEqual([
      ['PaymentRequested', 'us'],
      ['PaymentCaptured', 'us'],
    ]);
  });
});
