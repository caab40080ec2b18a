import type { Unit } from '@tidemark/event-store';
import type { Payment, PaymentRejection, ProviderOutcome } from '@tidemark/payment-domain';
import { paymentDecider } from '@tidemark/payment-domain';
import { payments } from './persistence/streams.ts';

/** Job and webhook both end here, unless there is nothing to record. Fails with {@link OutcomeRefused} when the payment cannot believe the word. */
export const recordOutcome = (unit: Unit, orderId: string, outcome: ProviderOutcome): void => {
  const decision = unit.decide(payments, { type: 'RecordOutcome', orderId, outcome });
  if (decision.kind === 'rejected') throw new OutcomeRefused(orderId, decision.rejection);
};

/** There is nothing to record, now or at any later time: a word that was heard stays heard. */
export const isOldNews = (payment: Payment, orderId: string, outcome: ProviderOutcome): boolean => {
  const decision = paymentDecider.decide({ type: 'RecordOutcome', orderId, outcome }, payment);
  return decision.kind === 'accepted' && decision.facts.length === 0;
};

/** The provider's word does not fit what is recorded. Nothing was recorded; compare the two ledgers. */
export class OutcomeRefused extends Error {
  readonly code = 'PAYMENT.OUTCOME_REFUSED';
  readonly orderId: string;
  readonly rejection: PaymentRejection;

  constructor(orderId: string, rejection: PaymentRejection) {
    const what =
      rejection.code === 'PAYMENT_UNKNOWN' ? 'nobody asked for' : `${rejection.outcome} after ${rejection.recorded}`;
    super(`The provider's word on order ${orderId} does not fit (${what}); compare its ledger with ours.`);
    this.name = 'OutcomeRefused';
    this.orderId = orderId;
    this.rejection = rejection;
  }
}
