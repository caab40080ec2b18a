import type { PaymentCommand } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { currencyCode, integer, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A capture carries everything that the provider is told; what is undone is what was captured. */
export const commandNeeds: Needs<PaymentCommand> = {
  CapturePayment: {
    from: 'order',
    reads: { orderId: uuid, amountMinor: integer, currency: currencyCode, cardToken: text },
    examples: [{ orderId, amountMinor: 5_000, currency: 'EUR', cardToken: 'tok_approved' }],
  },
  RefundPayment: { from: 'order', reads: { orderId: uuid }, examples: [{ orderId }] },
};
