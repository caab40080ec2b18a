import type { EventSourced } from '@tidemark/event-store';
import { aggregateOf, rowWrite } from '@tidemark/event-store';
import type { Payment, PaymentAction, PaymentFact } from '@tidemark/payment-domain';
import { entriesOf, paymentDecider, providerCallsOf, publishPayment } from '@tidemark/payment-domain';
import { ledgerEntries } from './tables.ts';

/** The streams `payment-<orderId>`, the ledger that agrees with them at every commit, and the calls they ask for. */
export const paymentStream: EventSourced<Payment, PaymentFact> = {
  stored: 'facts',
  category: 'payment',
  definition: 1,
  initial: paymentDecider.initial,
  evolve: paymentDecider.evolve,
  publish: publishPayment,
  inline: (fact, at) =>
    entriesOf(fact, at).map((entry) => rowWrite(ledgerEntries, { ...entry, bookedAt: at.recordedAt })),
  jobs: (fact, stateAfter) =>
    providerCallsOf(fact, stateAfter).map((call) => ({ kind: call.kind, key: call.orderId, payload: call })),
};

export const payments = aggregateOf(paymentDecider, paymentStream, ({ orderId }: PaymentAction) => orderId);
