import { fold } from '@tidemark/kernel';
import { describe, expect, it } from 'vitest';
import { paymentDecider } from './payment.decider.ts';
import { captured, orderId, refunded, refundRequested, requested, voided } from './payment.fixtures.ts';
import type { PaymentFact } from './payment.ts';
import { providerCallsOf } from './provider-calls.ts';

const callsAfter = (...facts: readonly [PaymentFact, ...PaymentFact[]]) =>
  providerCallsOf(facts.at(-1)!, fold(paymentDecider, facts));

describe('what is asked of the provider', () => {
  it('is the money, under the key of the order', () => {
    expect(callsAfter(requested)).toEqual([
      {
        kind: 'capture',
        orderId,
        providerKey: 'capture-order-1',
        amountMinor: 1_999,
        currency: 'EUR',
        cardToken: 'tok_approved',
      },
    ]);
  });

  it('is to void the key while the capture is unknown, and nothing more when the capture is heard of', () => {
    expect(callsAfter(requested, refundRequested)).toEqual([{ kind: 'void', orderId, providerKey: 'capture-order-1' }]);
    expect(callsAfter(requested, refundRequested, captured)).toEqual([]);
  });

  it('is to give the money back, under a key of its own, after the capture', () => {
    expect(callsAfter(requested, captured, refundRequested)).toEqual([
      {
        kind: 'refund',
        orderId,
        providerKey: 'capture-order-1',
        refundKey: 'refund-order-1',
        amountMinor: 1_999,
      },
    ]);
  });

  it('is nothing when no money can move', () => {
    expect(callsAfter(voided)).toEqual([]);
    expect(callsAfter(requested, captured, refundRequested, refunded)).toEqual([]);
  });
});
