import type { CapturePayment, RefundPayment } from '@tidemark/contracts';
import type { Decider, Decision } from '@tidemark/kernel';
import { accept, assertNever, reject, repeat } from '@tidemark/kernel';
import type {
  Charge,
  OutcomeContradicted,
  Payment,
  PaymentAction,
  PaymentCaptured,
  PaymentDeclined,
  PaymentFact,
  PaymentRefunded,
  PaymentRejection,
  PaymentVoided,
  ProviderOutcome,
  RecordOutcome,
} from './payment.ts';

/** The idempotency key of an order's capture: derived, so that every attempt, also after a crash, carries the same. */
export const providerKeyOf = (orderId: string): string => `capture-${orderId}`;

/**
 * Each of the two commands has one answer for ever: CapturePayment is answered by PaymentCaptured, PaymentDeclined or,
 * when the undo was faster, PaymentVoided; RefundPayment by PaymentRefunded if money moved, else by PaymentVoided.
 */
export const paymentDecider: Decider<PaymentAction, Payment, PaymentFact, PaymentRejection> = {
  initial: { status: 'Unasked' },

  decide: (command, payment) => {
    switch (command.type) {
      case 'CapturePayment':
        return capture(command, payment);
      case 'RefundPayment':
        return refund(command, payment);
      case 'RecordOutcome':
        return record(command, payment);
      default:
        return assertNever(command);
    }
  },

  evolve: (payment, fact) => {
    switch (fact.type) {
      case 'PaymentRequested': {
        const { amountMinor, currency, providerKey } = fact;
        return { status: 'Requested', charge: { amountMinor, currency, providerKey } };
      }
      case 'PaymentCaptured':
        return { status: payment.status === 'Voiding' ? 'Refunding' : 'Captured', captured: fact };
      case 'PaymentDeclined':
        return { status: 'Declined', declined: fact };
      case 'PaymentRefundRequested':
        if (payment.status === 'Requested') return { ...payment, status: 'Voiding' };
        return payment.status === 'Captured' ? { ...payment, status: 'Refunding' } : payment;
      case 'PaymentRefunded':
        return 'captured' in payment ? { status: 'Refunded', captured: payment.captured, refunded: fact } : payment;
      case 'PaymentVoided':
        return payment.status === 'Declined'
          ? { status: 'Voided', voided: fact, declined: payment.declined }
          : { status: 'Voided', voided: fact };
      default:
        return assertNever(fact);
    }
  },
};

const capture = (command: CapturePayment, payment: Payment): Decision<PaymentFact> => {
  const { orderId, amountMinor, currency, cardToken } = command;
  switch (payment.status) {
    case 'Unasked':
      // The provider would refuse it for ever; an answer lets the order come to its end.
      if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) {
        return accept({ type: 'PaymentDeclined', orderId, declineCode: 'invalid_amount' });
      }
      return accept({
        type: 'PaymentRequested',
        orderId,
        amountMinor,
        currency,
        cardToken,
        providerKey: providerKeyOf(orderId),
      });
    case 'Requested':
    case 'Voiding':
      // Asked already: the answer follows when the provider's word is known.
      return accept();
    case 'Captured':
    case 'Refunding':
    case 'Refunded':
      return repeat(payment.captured);
    case 'Declined':
      return repeat(payment.declined);
    case 'Voided':
      return repeat(payment.declined ?? payment.voided);
    default:
      return assertNever(payment);
  }
};

const refund = ({ orderId }: RefundPayment, payment: Payment): Decision<PaymentFact> => {
  switch (payment.status) {
    case 'Unasked':
    case 'Declined':
      // No money moved. An undo that overtook its action is remembered, and the latecomer is told the same.
      return accept(voided(orderId));
    case 'Requested':
    case 'Captured':
      return accept({ type: 'PaymentRefundRequested', orderId });
    case 'Voiding':
    case 'Refunding':
      return accept();
    case 'Refunded':
      return repeat(payment.refunded);
    case 'Voided':
      return repeat(payment.voided);
    default:
      return assertNever(payment);
  }
};

const record = (command: RecordOutcome, payment: Payment): Decision<PaymentFact, PaymentRejection> => {
  switch (payment.status) {
    case 'Unasked':
      return reject({ code: 'PAYMENT_UNKNOWN' });
    case 'Requested':
      return accept(...firstWord(command, payment.charge));
    case 'Voiding': {
      const facts = firstWord(command, payment.charge);
      // A decline ends the undo too: no money moved, and the key can take none any more.
      return command.outcome.kind === 'declined' ? accept(...facts, voided(command.orderId)) : accept(...facts);
    }
    case 'Captured':
    case 'Refunding':
      return afterCapture(command, payment);
    case 'Refunded':
      return isHeardBefore(command.outcome, ['captured', 'refunded']) ? accept() : contradicted(command, payment);
    case 'Declined':
    case 'Voided':
      // A declined charge can be voided, and the two words may come in either order.
      return isHeardBefore(command.outcome, ['declined', 'voided']) ? accept() : contradicted(command, payment);
    default:
      return assertNever(payment);
  }
};

/** The first that is heard of a charge. A refund heard first says two things: the money came, and it went back. */
const firstWord = ({ orderId, outcome }: RecordOutcome, charge: Charge): readonly PaymentFact[] => {
  switch (outcome.kind) {
    case 'captured':
      return [captured(orderId, charge, outcome.providerReference)];
    case 'declined':
      return [declined(orderId, outcome.declineCode)];
    case 'refunded':
      return [captured(orderId, charge, outcome.providerReference ?? charge.providerKey), refunded(orderId, charge)];
    case 'voided':
      return [voided(orderId)];
    default:
      return assertNever(outcome);
  }
};

/** A refund counts also when nobody here asked for it: the money has gone back, and the ledger must say so. */
const afterCapture = (
  command: RecordOutcome,
  payment: Extract<Payment, { status: 'Captured' | 'Refunding' }>,
): Decision<PaymentFact, PaymentRejection> => {
  switch (command.outcome.kind) {
    case 'captured':
      return accept();
    case 'refunded':
      return accept(refunded(command.orderId, payment.captured));
    case 'declined':
    case 'voided':
      return contradicted(command, payment);
    default:
      return assertNever(command.outcome);
  }
};

const isHeardBefore = (outcome: ProviderOutcome, words: readonly ProviderOutcome['kind'][]): boolean =>
  words.includes(outcome.kind);

const contradicted = ({ outcome }: RecordOutcome, { status }: Payment): Decision<never, OutcomeContradicted> =>
  reject({ code: 'OUTCOME_CONTRADICTED', recorded: status, outcome: outcome.kind });

const captured = (orderId: string, charge: Charge, providerReference: string): PaymentCaptured => ({
  type: 'PaymentCaptured',
  orderId,
  amountMinor: charge.amountMinor,
  currency: charge.currency,
  providerReference,
});

const declined = (orderId: string, declineCode: string): PaymentDeclined => ({
  type: 'PaymentDeclined',
  orderId,
  declineCode,
});

const refunded = (orderId: string, { amountMinor, currency }: Omit<Charge, 'providerKey'>): PaymentRefunded => ({
  type: 'PaymentRefunded',
  orderId,
  amountMinor,
  currency,
});

const voided = (orderId: string): PaymentVoided => ({ type: 'PaymentVoided', orderId });
