import type { OperatorInput } from '@tidemark/order-domain';
import type { CommandUnit, OperatorRequest } from '@tidemark/platform';
import { react, readsOf } from '@tidemark/process';
import { outstandingIn } from './fulfillments.reading.ts';
import { refusalOf } from './http/refusals.ts';
import { fulfillments } from './persistence/streams.ts';
import { fulfillmentOperations } from './persistence/tables.ts';

/**
 * Hands an operator's wish to the fulfillment, as an input like any other, and records why beside the journal's row of
 * the same message. What changes nothing is recorded nowhere.
 */
export const operate = (orderId: string, input: OperatorInput, { reason }: OperatorRequest): CommandUnit => ({
  reads: readsOf(fulfillments, orderId),
  handle: (unit) => {
    const reaction = react(unit, fulfillments, orderId, input);
    if (reaction.kind === 'rejected') return refusalOf(reaction.rejection, orderId);
    const changed = reaction.kind === 'moved';
    if (changed) {
      const { messageId, actor } = unit.cause;
      const answer = input.type === 'AnswerSettledOutside' ? input.answer : null;
      unit.write(fulfillmentOperations, {
        ...{ messageId, orderId, input: input.type, answer, reason, actor, at: unit.now },
      });
    }
    const { state } = reaction;
    return {
      status: 202,
      headers: { location: `/operations/fulfillments/${orderId}` },
      body: { orderId, status: state.status, outstanding: outstandingIn(state), changed },
    };
  },
});
