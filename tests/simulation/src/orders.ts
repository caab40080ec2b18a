import type { DeadlinePassed } from '@tidemark/kernel';
import { fold } from '@tidemark/kernel';
import type {
  FulfillmentCommand,
  FulfillmentDefinition,
  FulfillmentInput,
  FulfillmentState,
  OrderCommand,
  OrderFact,
  OrderState,
  PlaceOrder,
  Undo,
} from '@tidemark/order-domain';
import { publish } from '@tidemark/order-domain';
import type { Bus } from './bus.ts';
import type { House } from './house.ts';
import type { Sightings } from './sightings.ts';
import { Wrong } from './wrong.ts';

/** One order and its fulfillment, as the order service keeps them. */
interface Kept {
  order: OrderState;
  process: FulfillmentState;
  /** When the process came to where it is. */
  since: number;
  readonly facts: OrderFact[];
  /** What an operator has declared to be settled outside: nobody waits for it, and nobody vouches for it here. */
  readonly settled: Set<Undo>;
}

/** The order service: mirrors what `placeOrder`, `cancelOrder`, `react` and the consumers of the app do with the rules. */
export class Orders {
  readonly #house: House;
  readonly #bus: Bus;
  readonly #sightings: Sightings | undefined;
  readonly #kept = new Map<string, Kept>();

  constructor(house: House, bus: Bus, sightings: Sightings | undefined) {
    this.#house = house;
    this.#bus = bus;
    this.#sightings = sightings;
  }

  of(orderId: string): Kept {
    const kept = this.#kept.get(orderId);
    if (kept !== undefined) return kept;
    const { order, fulfillment } = this.#house;
    const settled = new Set<Undo>();
    const created = { order: order.initial, process: fulfillment.initial, since: 0, facts: [], settled };
    this.#kept.set(orderId, created);
    return created;
  }

  place(command: PlaceOrder, definition: FulfillmentDefinition): void {
    const [placed] = this.#decide(command);
    // The definition is attached to the fact that starts the process.
    if (placed?.type === 'OrderPlaced') this.react(command.orderId, { ...placed, definition });
  }

  /** Moves the fulfillment on, with its messages, its deadline and its commands to the order, as one unit. */
  react(orderId: string, input: FulfillmentInput | DeadlinePassed): void {
    const kept = this.of(orderId);
    const before = kept.process;
    const reaction = this.#house.fulfillment.react(before, input);
    this.#sightings?.see(`${boxOf(before)} ${input.type === 'DeadlinePassed' ? heardOf(before, input) : input.type}`);
    if (reaction.kind === 'rejected') {
      this.#bus.telling?.(this.#bus.now, 'order', `${orderId} rejects ${input.type}: ${reaction.rejection.code}`);
      return;
    }
    if (reaction.kind === 'stayed') {
      this.#bus.telling?.(this.#bus.now, 'order', `${orderId} hears ${input.type}, stays ${titleOf(before)}`);
      if (input.type === 'DeadlinePassed' && input.status === before.status) {
        this.#bus.setDeadline(orderId, before.status, undefined);
      }
      return;
    }
    const { state, send, commands } = reaction;
    this.#bus.telling?.(this.#bus.now, 'order', `${orderId} hears ${input.type} → ${titleOf(state)}${sentOf(send)}`);
    assertEndStays(orderId, before, state, send.length);
    if (input.type === 'DeadlinePassed') assertHadItsTime(before, this.#bus.now - kept.since);
    kept.process = state;
    kept.since = this.#bus.now;
    if (input.type === 'AnswerSettledOutside') kept.settled.add(input.answer);
    this.#attract(orderId, before, state);
    for (const message of send) this.#bus.publish(message);
    this.#bus.setDeadline(orderId, state.status, this.#house.fulfillment.patienceMs(state));
    for (const command of commands) this.#apply(command);
  }

  /** What people do about an order because of what it has come to. */
  #attract(orderId: string, before: FulfillmentState, { status }: FulfillmentState): void {
    const { choices } = this.#bus;
    // Some change their minds while the parcel is being packed.
    if (status === 'AwaitingShipment' && before.status !== status && choices.oneIn(8, 'regrets', orderId, 'paid')) {
      this.#bus.invite({ kind: 'cancel', orderId });
    }
    // Some operators have no patience with those who owe an answer.
    if (status === 'Undoing' && choices.oneIn(8, 'settles', orderId)) {
      const answer = choices.among(['payment', 'stock'] as const, 'settled', orderId);
      this.#bus.invite({ kind: 'operate', orderId, input: { type: 'AnswerSettledOutside', answer } });
    }
    if (status !== 'Confirmed' && choices.oneIn(24, 'asks-again', orderId, status)) {
      this.#bus.invite({ kind: 'operate', orderId, input: { type: 'AskAgainRequested' } });
    }
  }

  #apply(command: FulfillmentCommand): void {
    for (const fact of this.#decide(command)) {
      // Some change their minds when they read that all is well.
      if (fact.type === 'OrderConfirmed' && this.#bus.choices.oneIn(3, 'regrets', command.orderId, 'confirmed')) {
        this.#bus.invite({ kind: 'cancel', orderId: command.orderId });
      }
    }
  }

  #decide(command: OrderCommand): readonly OrderFact[] {
    const { orderId } = command;
    const kept = this.of(orderId);
    const decision = this.#house.order.decide(command, kept.order);
    if (decision.kind !== 'accepted') {
      throw new Wrong(
        'nobody is told no',
        `${orderId} answers ${command.type} of its own process with a ${decision.kind}.`,
      );
    }
    for (const fact of decision.facts) {
      assertMayFollow(orderId, kept.order.status, fact.type);
      kept.order = this.#house.order.evolve(kept.order, fact);
      kept.facts.push(fact);
      for (const message of publish(fact, kept.order)) this.#bus.publish(message, kept.facts.length);
    }
    return decision.facts;
  }
}

/** The order's public messages after one version and before another, made from its facts, as a view fills a gap. */
export const messagesBetween = (
  house: House,
  facts: readonly OrderFact[],
  after: number,
  before: number,
): readonly ReturnType<typeof publish>[0][] =>
  facts
    .slice(0, before - 1)
    .map((fact, index) => publish(fact, fold(house.order, facts.slice(0, index + 1)))[0])
    .slice(after);

/** What is still to be undone makes a state of its own, as in the state chart. */
const boxOf = (state: FulfillmentState): string => {
  if (state.status === 'NotStarted') return '[*]';
  return state.status === 'Undoing' ? `Undoing_${state.outstanding.join('_and_')}` : state.status;
};

const titleOf = (state: FulfillmentState): string =>
  state.status === 'Undoing' ? `Undoing [${state.outstanding.join(', ')}]` : state.status;

const heardOf = (state: FulfillmentState, { status }: DeadlinePassed): string =>
  status === state.status ? 'overdue' : 'outdated deadline';

const sentOf = (send: readonly { readonly type: string }[]): string =>
  send.length === 0 ? '' : `; sends ${send.map(({ type }) => type).join(', ')}`;

const ends: ReadonlySet<string> = new Set(['Dispatched', 'Abandoned']);

const assertEndStays = (orderId: string, from: FulfillmentState, to: FulfillmentState, sent: number): void => {
  if (ends.has(from.status) && (to.status !== from.status || sent > 0)) {
    throw new Wrong('an end never changes', `The fulfillment of ${orderId} left ${from.status} for ${to.status}.`);
  }
};

/** Whoever is asked again may be asked too early, but nobody's payment is given up before its time. */
const assertHadItsTime = (state: FulfillmentState, elapsedMs: number): void => {
  if (state.status !== 'AwaitingPayment' || elapsedMs >= state.definition.paymentDeadlineMs) return;
  throw new Wrong('a deadline keeps its time', `The payment of ${state.orderId} was given up after ${elapsedMs} ms.`);
};

const assertMayFollow = (orderId: string, status: OrderState['status'], fact: OrderFact['type']): void => {
  const ended =
    status === 'Canceled' || status === 'Delivered' || (status === 'Dispatched' && fact !== 'OrderDelivered');
  if (ended) throw new Wrong('an end never changes', `${orderId} was ${status}, and then came ${fact}.`);
};
