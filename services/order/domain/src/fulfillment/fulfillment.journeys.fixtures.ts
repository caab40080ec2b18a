import type { DeadlinePassed, Process, Transition } from '@tidemark/kernel';
import * as fc from 'fast-check';
import type { FulfillmentCommand } from '../order/order.ts';
import type {
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentRejection,
  FulfillmentState,
  OperatorInput,
} from './fulfillment.ts';
import { cancelRequested, everyInput, overdue } from './fulfillment.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

export type Input = FulfillmentInput | DeadlinePassed;
export type Fulfillment = Process<
  FulfillmentState,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentCommand,
  FulfillmentRejection
>;
export type Step = Transition<FulfillmentState, FulfillmentMessage, FulfillmentCommand> & { readonly input: Input };

const byHand = { AskAgainRequested: true, UndoRequested: true, AnswerSettledOutside: true } as const satisfies Record<
  OperatorInput['type'],
  true
>;
export const isByHand = (input: Input): input is OperatorInput => input.type in byHand;

/** Numbers that choose what happens next: half the time anything at all, half the time something that moves. */
export const choices = fc.array(fc.tuple(fc.boolean(), fc.nat()), { minLength: 1, maxLength: 30, size: 'max' });
type Choices = readonly (readonly [boolean, number])[];

/** Every step a process took, from the start, through what the choices made happen. */
export const journey = (process: Fulfillment, chosen: Choices): readonly Step[] => {
  const steps: Step[] = [];
  let state: FulfillmentState = process.initial;
  for (const [moving, choice] of [[true, 0], ...chosen] as const) {
    const possible: readonly Input[] =
      process.patienceMs(state) === undefined ? everyInput : [...everyInput, overdue(state)];
    const from = state;
    const movers = possible.filter((input) => process.react(from, input).kind === 'moved');
    const candidates = moving && movers.length > 0 ? movers : possible;
    const input = candidates[choice % candidates.length] ?? cancelRequested;
    const reaction = process.react(state, input);
    if (reaction.kind === 'rejected') continue;
    steps.push({ ...reaction, input });
    state = reaction.state;
  }
  return steps;
};

export const journeyFrom = (from: FulfillmentState, inputs: readonly Input[]): FulfillmentState =>
  inputs.reduce((state, input) => {
    const reaction = fulfillment.react(state, input);
    return reaction.kind === 'rejected' ? state : reaction.state;
  }, from);

/** Tries a rule on many journeys; a failure shows the shortest that breaks it. */
export const onEveryJourney = (rule: (steps: readonly Step[]) => void, process = fulfillment): void => {
  fc.assert(
    fc.property(choices, (chosen) => {
      rule(journey(process, chosen));
    }),
    { numRuns: 500, includeErrorInReport: true },
  );
};
