import type {
  CancelShipment,
  CapturePayment,
  InventoryEvent,
  PaymentEvent,
  RefundPayment,
  ReleaseStock,
  ReserveStock,
  ScheduleShipment,
  ShippingEvent,
} from '@tidemark/contracts';
import type { Address, CancelReason, OrderLine, OrderPlaced } from '../order/order.ts';

/** Durations are data: a running process finishes under those it started with. */
export interface FulfillmentDefinition {
  readonly version: number;
  /** The only business deadline: after it, an unpaid order is undone. */
  readonly paymentDeadlineMs: number;
  /** How long the first answer may take before the question is sent again; each further wait is twice as long. */
  readonly resendFirstMs: number;
  readonly resendCapMs: number;
}

export const standardFulfillment: FulfillmentDefinition = {
  version: 1,
  paymentDeadlineMs: 15 * 60_000,
  resendFirstMs: 2_000,
  resendCapMs: 10_000,
};

/** The fact that starts a process, with the definition that this process will keep. */
export interface FulfillmentStart extends OrderPlaced {
  readonly definition: FulfillmentDefinition;
}

/** A customer asks to cancel; the process is the one to know whether that is still possible. */
export interface CancelRequested {
  readonly type: 'CancelRequested';
  /** In the customer's words. */
  readonly reason: string | null;
}

/** An operator wants whoever owes an answer to be asked again now, not when the deadline passes. */
export interface AskAgainRequested {
  readonly type: 'AskAgainRequested';
}

/** An operator wants the order undone; what that means in each state is what a cancellation by the customer means. */
export interface UndoRequested {
  readonly type: 'UndoRequested';
}

/** An operator declares that one undo was settled outside of the shop, so that its answer is no longer waited for. */
export interface AnswerSettledOutside {
  readonly type: 'AnswerSettledOutside';
  readonly answer: Undo;
}

/** What people do to one fulfillment by hand. Who did it, and why, is recorded beside it and decides nothing. */
export type OperatorInput = AskAgainRequested | UndoRequested | AnswerSettledOutside;

export type FulfillmentInput =
  FulfillmentStart | InventoryEvent | PaymentEvent | ShippingEvent | CancelRequested | OperatorInput;

export type FulfillmentMessage =
  ReserveStock | ReleaseStock | CapturePayment | RefundPayment | ScheduleShipment | CancelShipment;

/** Heard by the customer who asked to cancel, or by the operator who asked for something, and by nobody else. */
export type FulfillmentRejection =
  | { readonly code: 'ORDER_UNKNOWN' }
  | { readonly code: 'ORDER_ALREADY_SHIPPED' }
  /** The process rests or has ended: nobody owes it an answer. */
  | { readonly code: 'NOTHING_TO_ASK_AGAIN'; readonly fulfillment: FulfillmentStatus }
  /** The card token left with the question and was not kept; payment repeats its call itself. */
  | { readonly code: 'PAYMENT_NOT_ASKED_AGAIN' }
  /** Only an undo can be settled outside. */
  | { readonly code: 'NOT_UNDOING'; readonly fulfillment: FulfillmentStatus }
  | { readonly code: 'ANSWER_NOT_OUTSTANDING'; readonly answer: Undo; readonly outstanding: readonly Undo[] };

/** What every process that may still have to undo something keeps. */
export interface Underway {
  readonly orderId: string;
  /** ReleaseStock repeats them, because it may overtake its ReserveStock. */
  readonly lines: readonly OrderLine[];
  readonly definition: FulfillmentDefinition;
}

/** Somebody owes an answer: how often it has been asked for. */
export interface Asking {
  readonly attempt: number;
}

/** What was asked for and is to be undone. */
export type Undo = 'payment' | 'stock';

export interface NotStarted {
  readonly status: 'NotStarted';
}

/** The only state that knows the card token: CapturePayment takes it along when it leaves. */
export interface AwaitingStock extends Underway, Asking {
  readonly status: 'AwaitingStock';
  readonly amountMinor: number;
  readonly currency: string;
  readonly cardToken: string;
  readonly address: Address;
}

export interface AwaitingPayment extends Underway {
  readonly status: 'AwaitingPayment';
  readonly address: Address;
}

export interface AwaitingShipment extends Underway, Asking {
  readonly status: 'AwaitingShipment';
  readonly address: Address;
}

/** A rest, not an end: the order waits for the warehouse, however long that takes. */
export interface Confirmed extends Underway {
  readonly status: 'Confirmed';
}

/** The pivot: shipping says whether the order can still be canceled. */
export interface Canceling extends Underway, Asking {
  readonly status: 'Canceling';
  /** Absent when the customer asked, as in every process that was stored before operators were told apart. */
  readonly reason?: 'OPERATOR';
}

export interface Undoing extends Underway, Asking {
  readonly status: 'Undoing';
  /** Sorted, never empty: which undos have not been answered yet. */
  readonly outstanding: readonly Undo[];
  readonly reason: CancelReason;
}

export interface Dispatched {
  readonly status: 'Dispatched';
  readonly orderId: string;
}

export interface Abandoned {
  readonly status: 'Abandoned';
  readonly orderId: string;
  readonly reason: CancelReason;
}

export type FulfillmentState =
  | NotStarted
  | AwaitingStock
  | AwaitingPayment
  | AwaitingShipment
  | Confirmed
  | Canceling
  | Undoing
  | Dispatched
  | Abandoned;

export type FulfillmentStatus = FulfillmentState['status'];
