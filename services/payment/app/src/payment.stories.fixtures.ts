import type { PaymentCommand } from '@tidemark/contracts';
import type { Bench } from '@tidemark/pacts';
import type { ProviderOutcome } from '@tidemark/payment-domain';
import { commands } from './kafka/commands.consumer.ts';
import { recordOutcome } from './outcomes.ts';
import { payments } from './persistence/streams.ts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

export const capture: PaymentCommand = {
  type: 'CapturePayment',
  orderId,
  amountMinor: 5_000,
  currency: 'EUR',
  cardToken: 'tok_approved',
};
export const refund: PaymentCommand = { type: 'RefundPayment', orderId };

export const captured: ProviderOutcome = { kind: 'captured', providerReference: 'ch_1' };
export const declined: ProviderOutcome = { kind: 'declined', declineCode: 'insufficient_funds' };
export const refunded: ProviderOutcome = { kind: 'refunded', providerReference: 'ch_1' };
export const voided: ProviderOutcome = { kind: 'voided' };

/** Commands and the provider's words, in their order. */
export const tell = async (bench: Bench, ...story: readonly (PaymentCommand | ProviderOutcome)[]): Promise<void> => {
  for (const step of story) {
    if ('type' in step) await bench.hear(commands, step);
    else
      await bench.execute(payments.reads({ type: 'RecordOutcome', orderId, outcome: step }), (unit) =>
        recordOutcome(unit, orderId, step),
      );
  }
};
