import type { StockFact } from '@tidemark/inventory-domain';
import type { DeadlinePassed } from '@tidemark/kernel';
import { accept } from '@tidemark/kernel';
import type { FulfillmentInput, FulfillmentState, Undo } from '@tidemark/order-domain';
import type { House } from './house.ts';
import { realHouse } from './house.ts';

/** A house with one rule broken on purpose, as it is often found broken: the simulation must catch it. */
export interface Variant {
  readonly what: string;
  /** The handlers rely on the inbox: with it, nothing is wrong. */
  readonly onlyWithoutInbox?: true;
  readonly house: House;
}

type Input = FulfillmentInput | DeadlinePassed;
type Reaction = ReturnType<House['fulfillment']['react']>;

/** The real process, but for what `change` makes of some reactions. */
const withReaction = (change: (reaction: Reaction, state: FulfillmentState, input: Input) => Reaction): House => ({
  ...realHouse,
  fulfillment: {
    ...realHouse.fulfillment,
    react: (state, input) => change(realHouse.fulfillment.react(state, input), state, input),
  },
});

const abandoned = (orderId: string, reason: 'CUSTOMER' | 'PAYMENT_TIMEOUT'): Reaction => ({
  kind: 'moved',
  state: { status: 'Abandoned', orderId, reason },
  send: [],
  commands: [{ type: 'CancelOrder', orderId, reason }],
});

const undoOnlyWhatWasConfirmed = withReaction((reaction, state) => {
  if (reaction.kind === 'rejected' || reaction.state.status !== 'Undoing') return reaction;
  const { reason } = reaction.state;
  if (state.status === 'AwaitingStock')
    return abandoned(state.orderId, reason === 'CUSTOMER' ? reason : 'PAYMENT_TIMEOUT');
  if (state.status !== 'AwaitingPayment') return reaction;
  const send = reaction.send.filter(({ type }) => type !== 'RefundPayment');
  return { ...reaction, send, state: { ...reaction.state, outstanding: ['stock'] } };
});

const forgetRefusal: House = {
  ...realHouse,
  warehouse: {
    ...realHouse.warehouse,
    evolve: (warehouse, fact) =>
      fact.type === 'ReservationRefused' ? warehouse : realHouse.warehouse.evolve(warehouse, fact),
  },
};

const cancelAtOnce = withReaction((reaction, state, input) => {
  if (reaction.kind === 'rejected' || input.type !== 'CancelRequested') return reaction;
  if (state.status !== 'AwaitingShipment' && state.status !== 'Confirmed') return reaction;
  const { orderId, lines, definition } = state;
  const outstanding: readonly Undo[] = ['payment', 'stock'];
  return {
    ...reaction,
    state: { status: 'Undoing', orderId, lines, definition, attempt: 1, outstanding, reason: 'CUSTOMER' },
    send: [...reaction.send, { type: 'RefundPayment', orderId }, { type: 'ReleaseStock', orderId, lines }],
  };
});

const newKeyOnRetry: House = {
  ...realHouse,
  callAgain: (call, attempt) =>
    call.kind === 'capture' && attempt > 1 ? { ...call, providerKey: `${call.providerKey}-${attempt}` } : call,
};

const deadlineIgnoresState: House = {
  ...realHouse,
  fulfillment: {
    ...realHouse.fulfillment,
    react: (state, input) =>
      realHouse.fulfillment.react(state, input.type === 'DeadlinePassed' ? { ...input, status: state.status } : input),
  },
};

const skipStockTombstone: House = {
  ...realHouse,
  warehouse: {
    ...realHouse.warehouse,
    evolve: (warehouse, fact) =>
      fact.type === 'ReservationReleased' && fact.lines.length === 0
        ? warehouse
        : realHouse.warehouse.evolve(warehouse, fact),
  },
};

const skipShipmentTombstone: House = {
  ...realHouse,
  shipment: {
    ...realHouse.shipment,
    evolve: (shipment, fact) =>
      fact.type === 'ShipmentCanceled' && shipment.status === 'Unknown'
        ? shipment
        : realHouse.shipment.evolve(shipment, fact),
  },
};

const skipPaymentTombstone: House = {
  ...realHouse,
  payment: {
    ...realHouse.payment,
    evolve: (payment, fact) =>
      fact.type === 'PaymentVoided' && payment.status === 'Unasked' ? payment : realHouse.payment.evolve(payment, fact),
  },
};

const countMessages = withReaction((reaction, state, input) => {
  const isUndone = input.type === 'StockReleased' || input.type === 'PaymentRefunded' || input.type === 'PaymentVoided';
  if (reaction.kind !== 'stayed' || state.status !== 'Undoing' || !isUndone) return reaction;
  // Two answers were awaited, two came; that one of them came twice is not noticed.
  return state.reason === 'CUSTOMER'
    ? abandoned(state.orderId, state.reason)
    : abandoned(state.orderId, 'PAYMENT_TIMEOUT');
});

const answerBeforeKnown: House = {
  ...realHouse,
  payment: {
    ...realHouse.payment,
    decide: (command, payment) =>
      command.type === 'RefundPayment' && payment.status === 'Requested'
        ? accept({ type: 'PaymentVoided', orderId: command.orderId })
        : realHouse.payment.decide(command, payment),
  },
};

const dispatchUnconfirmed: House = {
  ...realHouse,
  shipment: {
    ...realHouse.shipment,
    decide: (command, shipment) =>
      realHouse.shipment.decide(
        command,
        command.type === 'DispatchShipment' ? { ...shipment, orderConfirmed: true } : shipment,
      ),
  },
};

const askOnce: House = {
  ...realHouse,
  fulfillment: {
    ...realHouse.fulfillment,
    patienceMs: (state) => (state.status === 'Undoing' ? undefined : realHouse.fulfillment.patienceMs(state)),
  },
};

const releaseTheCommandsLines: House = {
  ...realHouse,
  warehouse: {
    ...realHouse.warehouse,
    decide: (command, warehouse) => {
      const decision = realHouse.warehouse.decide(command, warehouse);
      if (command.type !== 'ReleaseStock' || decision.kind !== 'accepted') return decision;
      const { orderId, lines } = command;
      return accept<StockFact>(
        { type: 'ReservationReleased', orderId, lines },
        ...lines.map(({ sku, quantity }): StockFact => ({ type: 'StockReleased', sku, quantity })),
      );
    },
  },
};

const shipEachTime: House = {
  ...realHouse,
  warehouse: {
    ...realHouse.warehouse,
    decide: (command, warehouse) => {
      if (command.type !== 'ShipStock') return realHouse.warehouse.decide(command, warehouse);
      const { shipped: _, ...reservation } = warehouse.reservations[command.orderId] ?? {};
      const reservations = { ...warehouse.reservations, [command.orderId]: reservation };
      return realHouse.warehouse.decide(command, { ...warehouse, reservations });
    },
  },
};

const settleAllAtOnce = withReaction((reaction, state, input) =>
  reaction.kind === 'moved' && input.type === 'AnswerSettledOutside' && state.status === 'Undoing'
    ? realHouse.fulfillment.react({ ...state, outstanding: [input.answer] }, input)
    : reaction,
);

/** By the name that `--variant` takes. */
export const variants = {
  'undo-confirmed': { what: 'undoes only what was confirmed', house: undoOnlyWhatWasConfirmed },
  'forget-refusal': { what: 'forgets that a reservation was refused', house: forgetRefusal },
  'cancel-at-once': { what: 'cancels everything at once instead of the shipment first', house: cancelAtOnce },
  'new-key': { what: 'repeats a charge under a new key', house: newKeyOnRetry },
  'any-deadline': { what: 'listens to a deadline of a state it has left', house: deadlineIgnoresState },
  'no-stock-tombstone': { what: 'forgets a release that overtook its reservation', house: skipStockTombstone },
  'no-payment-tombstone': { what: 'forgets a refund that overtook its capture', house: skipPaymentTombstone },
  'no-shipment-tombstone': { what: 'forgets a cancellation that overtook its shipment', house: skipShipmentTombstone },
  'count-messages': { what: 'counts messages instead of distinct answers', house: countMessages },
  'answer-early': { what: 'answers a refund before the charge is known', house: answerBeforeKnown },
  'dispatch-unconfirmed': { what: 'dispatches before the order is confirmed', house: dispatchUnconfirmed },
  'ask-once': { what: 'asks for an undo only once', house: askOnce },
  'settle-all': { what: 'closes an order when one of two undos is settled outside', house: settleAllAtOnce },
  'release-asked': { what: 'releases what the command names instead of what is held', house: releaseTheCommandsLines },
  'ship-again': { what: 'books each dispatch that it hears', onlyWithoutInbox: true, house: shipEachTime },
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof variants;

export const variantNames = Object.keys(variants) as readonly VariantName[];
