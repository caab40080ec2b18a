import { describe, expect, it } from 'vitest';
import type { FulfillmentState, Undo } from './fulfillment.ts';
import { awaitedOf } from './fulfillment.awaited.ts';
import { cancelRequested } from './fulfillment.fixtures.ts';
import { isByHand, onEveryJourney } from './fulfillment.journeys.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

const owedBy = (state: FulfillmentState): readonly Undo[] => (state.status === 'Undoing' ? state.outstanding : []);

describe('laws of what operators do', () => {
  it('lets operators do nothing but ask, undo as a customer would, and settle an undo that is owed', () => {
    onEveryJourney((steps) => {
      for (const [index, { kind, input, state, send, commands }] of steps.entries()) {
        const before = steps[index - 1]?.state;
        if (before === undefined || kind === 'stayed' || !isByHand(input)) continue;
        switch (input.type) {
          case 'AskAgainRequested':
            // The very same: by that the unit of work knows that nothing was heard, and lets an alarm stand.
            expect(state).toBe(before);
            expect(commands).toEqual([]);
            expect(send.map(({ type }) => type)).toEqual(awaitedOf(before));
            break;
          case 'UndoRequested': {
            const { state: byCustomer, ...rest } = { state: undefined, ...fulfillment.react(before, cancelRequested) };
            expect(rest).toMatchObject({ kind, send });
            // Only who asked differs, of which the customer is told in the end.
            expect({ ...byCustomer, reason: 'CUSTOMER' }).toEqual({ ...state, reason: 'CUSTOMER' });
            break;
          }
          case 'AnswerSettledOutside':
            expect(owedBy(before).filter((owed) => !owedBy(state).includes(owed))).toEqual([input.answer]);
            expect(send).toEqual([]);
            break;
        }
      }
    });
  });
});
