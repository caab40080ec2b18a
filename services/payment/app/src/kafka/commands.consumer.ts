import { topics } from '@tidemark/contracts';
import { consumer } from '@tidemark/messaging';
import { payments } from '../persistence/streams.ts';

/** What the fulfillment of an order asks of payment; the provider is called after the commit. */
export const commands = consumer({
  name: 'payment.commands',
  topics: [topics.paymentCommands],
  hears: ['CapturePayment', 'RefundPayment'],
  reads: (command) => payments.reads(command),
  handle: (command, unit) => {
    const decision = unit.decide(payments, command);
    if (decision.kind === 'rejected') {
      throw new Error(`The payment of ${command.orderId} rejected ${command.type}, for which nobody waits.`);
    }
  },
});
