import type { Message } from '@tidemark/contracts';
import { assertNever } from '@tidemark/kernel';
import type { Payment, PaymentFact } from '../payment/payment.ts';

/** Only the provider's word leaves the house, never what was asked of it: card tokens and keys stay here. */
export const publishPayment = (fact: PaymentFact, _stateAfter: Payment): readonly Message[] => {
  switch (fact.type) {
    case 'PaymentCaptured': {
      const { type, orderId, amountMinor, currency, providerReference } = fact;
      return [{ type, orderId, amountMinor, currency, providerReference }];
    }
    case 'PaymentDeclined':
      return [{ type: fact.type, orderId: fact.orderId, declineCode: fact.declineCode }];
    case 'PaymentRefunded': {
      const { type, orderId, amountMinor, currency } = fact;
      return [{ type, orderId, amountMinor, currency }];
    }
    case 'PaymentVoided':
      return [{ type: fact.type, orderId: fact.orderId }];
    case 'PaymentRequested':
    case 'PaymentRefundRequested':
      return [];
    default:
      return assertNever(fact);
  }
};
