import { describe, expect, it } from 'vitest';
import { paymentDecider } from '../payment/payment.decider.ts';
import { captured, declined, refunded, refundRequested, requested, voided } from '../payment/payment.fixtures.ts';
import { publishPayment } from './publish.ts';

describe('what leaves payment', () => {
  it.each([captured, declined, refunded, voided])('is $type as it is', (fact) => {
    expect(publishPayment(fact, paymentDecider.initial)).toEqual([fact]);
  });

  it.each([requested, refundRequested])('is not $type: what is asked of the provider stays here', (fact) => {
    expect(publishPayment(fact, paymentDecider.initial)).toEqual([]);
  });
});
