import type { PaymentCommand } from '@tidemark/contracts';
import { Bench, describeReader } from '@tidemark/pacts';
import { capture, captured, refund, tell } from '../payment.stories.fixtures.ts';
import { commands } from './commands.consumer.ts';
import { commandNeeds } from './commands.needs.fixtures.ts';

describeReader({
  reader: commands,
  file: 'services/payment/app/src/kafka/commands.needs.fixtures.ts',
  needs: commandNeeds,
  handlings: [[], [capture], [capture, captured], [refund]].map((before) => async (command: PaymentCommand) => {
    const bench = new Bench();
    await tell(bench, ...before);
    await bench.hear(commands, command);
  }),
});
