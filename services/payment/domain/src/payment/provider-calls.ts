import type { Payment, PaymentFact, ProviderCall } from './payment.ts';
import { providerKeyOf } from './payment.decider.ts';

/**
 * Which call to the provider a fact asks for.
 *
 * A refund asked for while the capture is unknown voids by key: that refuses a charge still on its way, and refunds in
 * full one that was made. So a capture that is heard of meanwhile asks for nothing more: the void is still under way.
 */
export const providerCallsOf = (fact: PaymentFact, stateAfter: Payment): readonly ProviderCall[] => {
  switch (fact.type) {
    case 'PaymentRequested': {
      const { orderId, providerKey, amountMinor, currency, cardToken } = fact;
      return [{ kind: 'capture', orderId, providerKey, amountMinor, currency, cardToken }];
    }
    case 'PaymentRefundRequested':
      return [undoing(fact.orderId, stateAfter)];
    default:
      return [];
  }
};

const undoing = (orderId: string, payment: Payment): ProviderCall => {
  const providerKey = providerKeyOf(orderId);
  return payment.status === 'Refunding'
    ? {
        kind: 'refund',
        orderId,
        providerKey,
        refundKey: `refund-${orderId}`,
        amountMinor: payment.captured.amountMinor,
      }
    : { kind: 'void', orderId, providerKey };
};
