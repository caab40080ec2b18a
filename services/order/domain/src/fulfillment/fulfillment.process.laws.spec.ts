import {
  endsNeverChange,
  everyWaitHasADeadline,
  lateDeadlinesChangeNothing,
  onlyCallersAreRejected,
  reactsTotally,
  sameInputAgain,
} from '@tidemark/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderFact, OrderState } from '../order/order.ts';
import { orderDecider } from '../order/order.decider.ts';
import { address, placed as orderPlaced } from '../order/order.fixtures.ts';
import type {
  CancelRequested,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentState,
  Undo,
  UndoRequested,
} from './fulfillment.ts';
import {
  cancelRequested,
  cancelShipment,
  captured,
  capturePayment,
  declined,
  everyInput,
  everyState,
  overdue,
  placed,
  refunded,
  refundPayment,
  releaseStock,
  reserveStock,
  scheduled,
  scheduleShipment,
  shipmentCanceled,
  shipmentCancellationRefused,
  shipmentRefused,
  stockRefused,
  stockReleased,
  stockReserved,
  undoRequested,
  voided,
} from './fulfillment.fixtures.ts';
import type { Fulfillment, Input, Step } from './fulfillment.journeys.fixtures.ts';
import { choices, isByHand, journey, journeyFrom, onEveryJourney } from './fulfillment.journeys.fixtures.ts';
import { fulfillment } from './fulfillment.process.ts';

const inputs = fc.constantFrom(...everyInput);
const isEnd = ({ status }: FulfillmentState): boolean => status === 'Dispatched' || status === 'Abandoned';
const mayRest = (state: FulfillmentState): boolean =>
  isEnd(state) || state.status === 'NotStarted' || state.status === 'Confirmed';

const wholeCommands = {
  ReserveStock: reserveStock,
  ReleaseStock: releaseStock,
  CapturePayment: capturePayment,
  RefundPayment: refundPayment,
  ScheduleShipment: scheduleShipment,
  CancelShipment: cancelShipment,
} as const satisfies Record<FulfillmentMessage['type'], FulfillmentMessage>;

describe.each(everyState)('laws of fulfillment from $status', (initial, way) => {
  const law = { process: { ...fulfillment, initial }, inputs, runs: 100 };

  it('is a state that inputs lead to', () => {
    expect(journeyFrom(fulfillment.initial, way).status).toBe(initial.status);
  });

  it('reacts to every input', () => {
    reactsTotally(law);
  });

  it('changes no state when the same input comes again (law 1)', () => {
    sameInputAgain(law);
  });

  it('never forgets a process that waits (law 8)', () => {
    if (mayRest(initial)) expect(fulfillment.patienceMs(initial)).toBeUndefined();
    else everyWaitHasADeadline({ ...law, mayRest });
  });
});

describe('laws of fulfillment', () => {
  const law = { process: fulfillment, inputs: fc.oneof(inputs, fc.constantFrom(placed, stockReserved, captured)) };

  it('tells a customer for ever, once it is too late to cancel, that it is (law 2)', () => {
    onEveryJourney((steps) => {
      for (const wish of [cancelRequested, undoRequested]) {
        const told = steps.map(({ state }) => fulfillment.react(state, wish).kind === 'rejected');
        const first = told.indexOf(true);
        expect(first < 0 ? [] : told.slice(first)).not.toContain(false);
      }
    });
  });

  it('rejects nobody but customers and operators: others would not hear it (law 3)', () => {
    onlyCallersAreRejected({ ...law, hasCaller: (input) => input.type === 'CancelRequested' || isByHand(input) });
  });

  it('sends with each command what its handler needs, whatever way led there (law 4)', () => {
    onEveryJourney((steps) => {
      for (const message of steps.flatMap(({ send }) => send)) expect(message).toEqual(wholeCommands[message.type]);
    });
  });

  it('hears an undo that overtook its action, in either order of the answers (law 6)', () => {
    onEveryJourney((steps) => {
      for (const { state } of steps) {
        if (state.status !== 'Undoing') continue;
        const answers = state.outstanding.map((undone) => (undone === 'payment' ? voided : stockReleased));
        for (const order of [answers, answers.toReversed()]) {
          expect(journeyFrom(state, [stockReserved, captured, declined, ...order]).status).toBe('Abandoned');
        }
      }
    });
  });

  it('does not listen to a deadline of a state it has left (law 7)', () => {
    lateDeadlinesChangeNothing({ ...law, runs: 1_000 });
  });

  it('never changes an end (law 8)', () => {
    endsNeverChange({ ...law, isEnd, runs: 1_000 });
    onEveryJourney((steps) => {
      const end = steps.findIndex(({ state }) => isEnd(state));
      for (const { state, send } of end < 0 ? [] : steps.slice(end + 1)) {
        expect(state).toEqual(steps[end]?.state);
        expect(send).toEqual([]);
      }
    });
  });

  it('reaches an end or a rest from anywhere, once it is asked for its deadlines and answered (law 8)', () => {
    fc.assert(
      fc.property(choices, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (chosen, answers) => {
        const state = journey(fulfillment, chosen).at(-1)?.state ?? fulfillment.initial;
        expect(mayRest(settled(state, answers))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('lets nothing lengthen the time to pay: an input leads out of AwaitingPayment or changes nothing', () => {
    onEveryJourney((steps) => {
      for (const [index, { kind, state }] of steps.entries()) {
        const before = steps[index - 1]?.state.status;
        if (before === 'AwaitingPayment' && state.status === 'AwaitingPayment') expect(kind).toBe('stayed');
      }
    });
  });

  it('knows the card token only until the payment is asked for, and the address only until the shipment is', () => {
    const knowsAddress = ['AwaitingStock', 'AwaitingPayment', 'AwaitingShipment'];
    onEveryJourney((steps) => {
      for (const { state } of steps) {
        const text = JSON.stringify(state);
        expect(text.includes(placed.cardToken)).toBe(state.status === 'AwaitingStock');
        expect(text.includes(address.street)).toBe(knowsAddress.includes(state.status));
      }
    });
  });
});

/** Participants at their best: each deadline passes, and all that is sent then is answered, in one way or another. */
const settled = (from: FulfillmentState, answers: readonly number[]): FulfillmentState => {
  const choice = [...answers];
  const open: Input[] = [];
  let state = from;
  for (let round = 0; round < answers.length && (open.length > 0 || !mayRest(state)); round += 1) {
    const reaction = fulfillment.react(state, open.shift() ?? overdue(state));
    if (reaction.kind === 'rejected') continue;
    state = reaction.state;
    for (const { type } of reaction.send) {
      const possible = answersTo[type];
      open.push(possible[(choice.shift() ?? 0) % possible.length] ?? possible[0]);
    }
  }
  return state;
};

const answersTo = {
  ReserveStock: [stockReserved, stockRefused],
  ReleaseStock: [stockReleased],
  CapturePayment: [captured, declined],
  RefundPayment: [refunded, voided],
  ScheduleShipment: [scheduled, shipmentRefused],
  CancelShipment: [shipmentCanceled, shipmentCancellationRefused],
} as const satisfies Record<FulfillmentMessage['type'], readonly [FulfillmentInput, ...FulfillmentInput[]]>;

/** What was asked for is either refused by an answer that was listened to, or undone, asked for and answered. */
const undoesWhatItAskedFor = (steps: readonly Step[]): void => {
  if (steps.at(-1)?.state.status !== 'Abandoned') return;
  const sent = steps.flatMap(({ send }) => send.map(({ type }) => type));
  const inputs = steps.filter(({ kind }) => kind === 'moved').map(({ input }) => input);
  const heard = inputs.map(({ type }) => type);
  for (const { asked, refusal, undo, undone, byHand: answer } of pairs) {
    if (!sent.includes(asked) || heard.includes(refusal)) continue;
    expect(sent, `${asked} was sent, so must be its undo`).toContain(undo);
    expect(
      undone.some((type) => heard.includes(type)) || inputs.some((input) => declares(input, answer)),
      `${undo} is answered, or declared to be settled, before the end`,
    ).toBe(true);
  }
};

const declares = (input: Input, answer: Undo | undefined): boolean =>
  input.type === 'AnswerSettledOutside' && input.answer === answer;

/** A shipment is never settled by hand: until shipping has let go, nothing is undone. */
const pairs = [
  {
    asked: 'ReserveStock',
    refusal: 'StockReservationRefused',
    undo: 'ReleaseStock',
    undone: ['StockReleased'],
    byHand: 'stock',
  },
  {
    asked: 'CapturePayment',
    refusal: 'PaymentDeclined',
    undo: 'RefundPayment',
    undone: ['PaymentRefunded', 'PaymentVoided'],
    byHand: 'payment',
  },
  {
    asked: 'ScheduleShipment',
    refusal: 'ShipmentRefused',
    undo: 'CancelShipment',
    undone: ['ShipmentCanceled'],
    byHand: undefined,
  },
] as const;

describe('law 5: undo what was asked for', () => {
  it('cancels an order only when all that was asked for is refused, undone or declared to be settled', () => {
    onEveryJourney(undoesWhatItAskedFor);
  });

  it('catches a process that lets one declaration stand for two answers', () => {
    const hasty: Fulfillment = {
      ...fulfillment,
      react: (state, input) => {
        if (input.type !== 'AnswerSettledOutside' || state.status !== 'Undoing') return fulfillment.react(state, input);
        return fulfillment.react({ ...state, outstanding: [input.answer] }, input);
      },
    };
    expect(() => {
      onEveryJourney(undoesWhatItAskedFor, hasty);
    }).toThrow(/is answered, or declared to be settled, before the end/);
  });

  it('catches a process that undoes only what was confirmed', () => {
    const forgetful: Fulfillment = {
      ...fulfillment,
      react: (state, input) => {
        const reaction = fulfillment.react(state, input);
        if (reaction.kind === 'rejected' || state.status !== 'AwaitingPayment') return reaction;
        if (reaction.state.status !== 'Undoing') return reaction;
        const send = reaction.send.filter(({ type }) => type !== 'RefundPayment');
        return { ...reaction, send, state: { ...reaction.state, outstanding: ['stock'] } };
      },
    };
    expect(() => {
      onEveryJourney(undoesWhatItAskedFor, forgetful);
    }).toThrow(/CapturePayment was sent, so must be its undo/);
  });
});

interface Recorded {
  readonly order: OrderState;
  readonly facts: readonly OrderFact[];
}

/** The order's stream beside the process: each command is applied in the step that gave it. */
const recorded = (steps: readonly Step[]): readonly Recorded[] => {
  const after: Recorded[] = [];
  let order: OrderState = orderDecider.evolve(orderDecider.initial, orderPlaced);
  for (const { commands } of steps) {
    const facts: OrderFact[] = [];
    for (const command of commands) {
      const decision = orderDecider.decide(command, order);
      expect(decision.kind, `${command.type} in ${order.status}`).toBe('accepted');
      if (decision.kind !== 'accepted') continue;
      facts.push(...decision.facts);
      order = decision.facts.reduce(orderDecider.evolve, order);
    }
    after.push({ order, facts });
  }
  return after;
};

const orderStatusIn: Readonly<Record<FulfillmentState['status'], readonly OrderState['status'][]>> = {
  NotStarted: ['Placed'],
  AwaitingStock: ['Placed'],
  AwaitingPayment: ['Placed'],
  AwaitingShipment: ['Placed'],
  Confirmed: ['Confirmed'],
  Canceling: ['CancellationRequested'],
  Undoing: ['Placed', 'CancellationRequested'],
  Dispatched: ['Dispatched', 'Delivered'],
  Abandoned: ['Canceled'],
};

describe('the order beside its fulfillment', () => {
  it('accepts every command of the process, and always agrees with it', () => {
    onEveryJourney((steps) => {
      const beside = recorded(steps);
      for (const [index, { state }] of steps.entries()) {
        expect(orderStatusIn[state.status]).toContain(beside[index]?.order.status);
      }
    });
  });

  it('comes to one end, once: canceled or dispatched', () => {
    onEveryJourney((steps) => {
      const ends = recorded(steps)
        .flatMap(({ facts }) => facts.map(({ type }) => type))
        .filter((type) => type === 'OrderCanceled' || type === 'OrderDispatched');
      expect(ends).toHaveLength(isEnd(steps.at(-1)?.state ?? fulfillment.initial) ? 1 : 0);
    });
  });

  it('records first that a cancellation was asked for, whenever one is newly accepted', () => {
    const accepting = ['AwaitingStock', 'AwaitingPayment', 'AwaitingShipment', 'Confirmed'];
    const isCancellation = (input: Input): input is CancelRequested | UndoRequested =>
      input.type === 'CancelRequested' || input.type === 'UndoRequested';
    onEveryJourney((steps) => {
      const beside = recorded(steps);
      for (const [index, { input }] of steps.entries()) {
        const before = steps[index - 1]?.state.status ?? 'NotStarted';
        if (!isCancellation(input)) continue;
        const expected = accepting.includes(before) ? ['OrderCancellationRequested'] : [];
        expect(beside[index]?.facts.map(({ type }) => type)).toEqual(expected);
      }
    });
  });
});
