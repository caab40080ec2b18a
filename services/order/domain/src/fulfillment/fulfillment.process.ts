import type { DeadlinePassed, Process, Reaction, Transition } from '@tidemark/kernel';
import { assertNever, moveTo, reject, stay } from '@tidemark/kernel';
import type { CancelReason, FulfillmentCommand } from '../order/order.ts';
import type {
  AnswerSettledOutside,
  Asking,
  AwaitingPayment,
  AwaitingShipment,
  CancelRequested,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentRejection,
  FulfillmentStart,
  FulfillmentState,
  Underway,
  Undo,
  Undoing,
  UndoRequested,
} from './fulfillment.ts';

type Input = FulfillmentInput | DeadlinePassed;
type Step = Transition<FulfillmentState, FulfillmentMessage, FulfillmentCommand>;
type FulfillmentReaction = Reaction<FulfillmentState, FulfillmentMessage, FulfillmentCommand, FulfillmentRejection>;
type InState<Status extends FulfillmentState['status']> = (
  state: Extract<FulfillmentState, { readonly status: Status }>,
  input: Input,
) => FulfillmentReaction;

const beforeTheStart: InState<'NotStarted'> = (state, input) => {
  switch (input.type) {
    case 'OrderPlaced':
      return start(input);
    case 'CancelRequested':
    case 'AskAgainRequested':
    case 'UndoRequested':
    case 'AnswerSettledOutside':
      return reject({ code: 'ORDER_UNKNOWN' });
    default:
      return stay(state);
  }
};

const whileAwaitingStock: InState<'AwaitingStock'> = (state, input) => {
  const { orderId, amountMinor, currency, cardToken, address } = state;
  switch (input.type) {
    case 'StockReserved':
      // The card token leaves with the command that needs it, and is not kept.
      return moveTo(
        { ...underway(state), status: 'AwaitingPayment', address },
        { send: [{ type: 'CapturePayment', orderId, amountMinor, currency, cardToken }] },
      );
    case 'StockReservationRefused':
      return abandon(orderId, 'OUT_OF_STOCK');
    case 'CancelRequested':
    case 'UndoRequested':
      return undo(state, ['stock'], whoAsks(input), [requestCancellation(state, input)]);
    case 'DeadlinePassed':
      return moveTo(askedAgain(state), { send: [reserveStock(state)] });
    case 'AskAgainRequested':
      return moveTo(state, { send: [reserveStock(state)] });
    default:
      return unconcerned(state, input);
  }
};

const whileAwaitingPayment: InState<'AwaitingPayment'> = (state, input) => {
  switch (input.type) {
    case 'PaymentCaptured':
      return moveTo(
        { ...underway(state), status: 'AwaitingShipment', attempt: 1, address: state.address },
        { send: [scheduleShipment(state)] },
      );
    case 'PaymentDeclined':
      return undo(state, ['stock'], 'PAYMENT_DECLINED');
    case 'CancelRequested':
    case 'UndoRequested':
      return undo(state, ['payment', 'stock'], whoAsks(input), [requestCancellation(state, input)]);
    case 'DeadlinePassed':
      // The capture may still be in flight: undo what was asked for, not only what was confirmed.
      return undo(state, ['payment', 'stock'], 'PAYMENT_TIMEOUT');
    case 'AskAgainRequested':
      return reject({ code: 'PAYMENT_NOT_ASKED_AGAIN' });
    default:
      return unconcerned(state, input);
  }
};

const whileAwaitingShipment: InState<'AwaitingShipment'> = (state, input) => {
  const { orderId } = state;
  switch (input.type) {
    case 'ShipmentScheduled':
      return moveTo({ ...underway(state), status: 'Confirmed' }, { commands: [{ type: 'ConfirmOrder', orderId }] });
    case 'ShipmentRefused':
      return undo(state, ['payment', 'stock'], 'SHIPMENT_REFUSED');
    case 'CancelRequested':
    case 'UndoRequested':
      return cancel(state, input);
    case 'DeadlinePassed':
      return moveTo(askedAgain(state), { send: [scheduleShipment(state)] });
    case 'AskAgainRequested':
      return moveTo(state, { send: [scheduleShipment(state)] });
    default:
      return unconcerned(state, input);
  }
};

const whileConfirmed: InState<'Confirmed'> = (state, input) => {
  const { orderId } = state;
  switch (input.type) {
    case 'ShipmentDispatched':
      return dispatched(orderId, [{ type: 'DispatchOrder', orderId, trackingCode: input.trackingCode }]);
    case 'ShipmentDelivered':
      // Its dispatch went missing: what was delivered had been dispatched.
      return dispatched(orderId, deliveredUnseen(orderId));
    case 'CancelRequested':
    case 'UndoRequested':
      return cancel(state, input);
    default:
      return unconcerned(state, input);
  }
};

const whileCanceling: InState<'Canceling'> = (state, input) => {
  const { orderId } = state;
  const refused: FulfillmentCommand = { type: 'RefuseCancellation', orderId };
  switch (input.type) {
    case 'ShipmentCanceled':
      return undo(state, ['payment', 'stock'], state.reason ?? 'CUSTOMER');
    case 'ShipmentDispatched':
      return dispatched(orderId, [refused, { type: 'DispatchOrder', orderId, trackingCode: input.trackingCode }]);
    case 'ShipmentCancellationRefused':
      // Refused because it was dispatched; the dispatch itself has not been heard yet.
      return moveTo({ ...underway(state), status: 'Confirmed' }, { commands: [refused] });
    case 'ShipmentDelivered':
      // A dispatch that went missing refuses the cancellation as a dispatch that was heard does.
      return dispatched(orderId, [refused, ...deliveredUnseen(orderId)]);
    case 'DeadlinePassed':
      return moveTo(askedAgain(state), { send: [{ type: 'CancelShipment', orderId }] });
    case 'AskAgainRequested':
      return moveTo(state, { send: [{ type: 'CancelShipment', orderId }] });
    default:
      return unconcerned(state, input);
  }
};

const whileUndoing: InState<'Undoing'> = (state, input) => {
  switch (input.type) {
    case 'PaymentRefunded':
    case 'PaymentVoided':
      return tickOff(state, 'payment');
    case 'StockReleased':
      return tickOff(state, 'stock');
    case 'DeadlinePassed':
      return moveTo(askedAgain(state), { send: undosOf(state, state.outstanding) });
    case 'AskAgainRequested':
      return moveTo(state, { send: undosOf(state, state.outstanding) });
    case 'AnswerSettledOutside':
      return settle(state, input);
    default:
      return unconcerned(state, input);
  }
};

const onceDispatched: InState<'Dispatched'> = (state, input) => {
  switch (input.type) {
    case 'ShipmentDelivered':
      return moveTo(state, { commands: [{ type: 'DeliverOrder', orderId: state.orderId }] });
    case 'CancelRequested':
    case 'UndoRequested':
      return reject({ code: 'ORDER_ALREADY_SHIPPED' });
    default:
      return unconcerned(state, input);
  }
};

const onceAbandoned: InState<'Abandoned'> = (state, input) => unconcerned(state, input);

/** A message that does not belong changes nothing; an operator is told why what was asked for does not belong. */
const unconcerned = (state: FulfillmentState, input: Input): FulfillmentReaction => {
  switch (input.type) {
    case 'AskAgainRequested':
      return reject({ code: 'NOTHING_TO_ASK_AGAIN', fulfillment: state.status });
    case 'AnswerSettledOutside':
      return reject({ code: 'NOT_UNDOING', fulfillment: state.status });
    default:
      return stay(state);
  }
};

const start = (placed: FulfillmentStart): Step => {
  const { orderId, totalMinor, currency, cardToken, address, definition } = placed;
  const order: Underway = { orderId, lines: placed.lines.map(({ sku, quantity }) => ({ sku, quantity })), definition };
  return moveTo(
    { ...order, status: 'AwaitingStock', attempt: 1, amountMinor: totalMinor, currency, cardToken, address },
    { send: [reserveStock(order)] },
  );
};

/** Asks shipping alone: only when it has let go of the shipment may money and stock go back. */
const cancel = (state: Underway, request: CancelRequested | UndoRequested): Step =>
  moveTo(
    {
      ...underway(state),
      status: 'Canceling',
      attempt: 1,
      ...(request.type === 'UndoRequested' && { reason: 'OPERATOR' as const }),
    },
    {
      send: [{ type: 'CancelShipment', orderId: state.orderId }],
      commands: [requestCancellation(state, request)],
    },
  );

/** Undoes what was asked for, not only what was confirmed: an answer may still be on its way. */
const undo = (
  state: Underway,
  outstanding: readonly Undo[],
  reason: CancelReason,
  commands: readonly FulfillmentCommand[] = [],
): Step =>
  moveTo(
    { ...underway(state), status: 'Undoing', attempt: 1, outstanding, reason },
    { send: undosOf(state, outstanding), commands },
  );

const tickOff = (state: Undoing, answered: Undo): Step => {
  if (!state.outstanding.includes(answered)) return stay(state);
  const outstanding = state.outstanding.filter((undone) => undone !== answered);
  return outstanding.length === 0 ? abandon(state.orderId, state.reason) : moveTo({ ...state, outstanding });
};

/** The only way past an answer that never came: by hand, one at a time, and only where an undo is owed. */
const settle = (state: Undoing, { answer }: AnswerSettledOutside): FulfillmentReaction => {
  const { outstanding } = state;
  return outstanding.includes(answer)
    ? tickOff(state, answer)
    : reject({ code: 'ANSWER_NOT_OUTSTANDING', answer, outstanding });
};

const abandon = (orderId: string, reason: CancelReason): Step =>
  moveTo({ status: 'Abandoned', orderId, reason }, { commands: [{ type: 'CancelOrder', orderId, reason }] });

const dispatched = (orderId: string, commands: readonly FulfillmentCommand[]): Step =>
  moveTo({ status: 'Dispatched', orderId }, { commands });

const deliveredUnseen = (orderId: string): readonly FulfillmentCommand[] => [
  { type: 'DispatchOrder', orderId, trackingCode: null },
  { type: 'DeliverOrder', orderId },
];

/** The fact is public, so it repeats the customer's own words; an operator's stay in the house. */
const requestCancellation = ({ orderId }: Underway, request: CancelRequested | UndoRequested): FulfillmentCommand => ({
  type: 'RequestCancellation',
  orderId,
  wording: request.type === 'CancelRequested' ? request.reason : null,
});

const whoAsks = ({ type }: CancelRequested | UndoRequested): CancelReason =>
  type === 'UndoRequested' ? 'OPERATOR' : 'CUSTOMER';

const reserveStock = ({ orderId, lines }: Underway): FulfillmentMessage => ({ type: 'ReserveStock', orderId, lines });

const scheduleShipment = ({ orderId, lines, address }: AwaitingPayment | AwaitingShipment): FulfillmentMessage => ({
  type: 'ScheduleShipment',
  orderId,
  lines,
  address,
});

const undosOf = ({ orderId, lines }: Underway, undos: readonly Undo[]): readonly FulfillmentMessage[] =>
  undos.map((undone) =>
    undone === 'payment' ? { type: 'RefundPayment', orderId } : { type: 'ReleaseStock', orderId, lines },
  );

/** Names what is carried on, so that a state never inherits what it must not keep. */
const underway = ({ orderId, lines, definition }: Underway): Underway => ({ orderId, lines, definition });

/** The deadline's own question. An operator's is none of these: it leaves the waits as they are. */
const askedAgain = <State extends Asking>(state: State): State => ({ ...state, attempt: state.attempt + 1 });

const react = (state: FulfillmentState, input: Input): FulfillmentReaction => {
  // A deadline is a message from our past self: a process that has moved on does not listen to it.
  if (input.type === 'DeadlinePassed' && input.status !== state.status) return stay(state);
  switch (state.status) {
    case 'NotStarted':
      return beforeTheStart(state, input);
    case 'AwaitingStock':
      return whileAwaitingStock(state, input);
    case 'AwaitingPayment':
      return whileAwaitingPayment(state, input);
    case 'AwaitingShipment':
      return whileAwaitingShipment(state, input);
    case 'Confirmed':
      return whileConfirmed(state, input);
    case 'Canceling':
      return whileCanceling(state, input);
    case 'Undoing':
      return whileUndoing(state, input);
    case 'Dispatched':
      return onceDispatched(state, input);
    case 'Abandoned':
      return onceAbandoned(state, input);
    default:
      return assertNever(state);
  }
};

const patienceMs = (state: FulfillmentState): number | undefined => {
  switch (state.status) {
    case 'AwaitingPayment':
      return state.definition.paymentDeadlineMs;
    case 'AwaitingStock':
    case 'AwaitingShipment':
    case 'Canceling':
    case 'Undoing':
      return resendAfterMs(state);
    case 'NotStarted':
    case 'Confirmed':
    case 'Dispatched':
    case 'Abandoned':
      return undefined;
    default:
      return assertNever(state);
  }
};

/** Doubles with each attempt, up to the cap; it never gives up. */
const resendAfterMs = ({ definition, attempt }: Underway & Asking): number =>
  Math.min(definition.resendFirstMs * 2 ** (attempt - 1), definition.resendCapMs);

/**
 * Brings one order to exactly one end through stock, payment and shipping, under any order of their answers.
 *
 * Only the payment has a business deadline: whoever else is silent is asked again. Shipping is the pivot: once it has
 * dispatched, the order can no longer be canceled; until it has let go, nothing is undone.
 */
export const fulfillment: Process<
  FulfillmentState,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentCommand,
  FulfillmentRejection
> = {
  initial: { status: 'NotStarted' },
  react,
  patienceMs,
};
