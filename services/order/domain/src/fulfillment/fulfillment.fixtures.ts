import type { DeadlinePassed } from '@tidemark/kernel';
import { address, orderId, placed as orderPlaced } from '../order/order.fixtures.ts';
import type {
  AnswerSettledOutside,
  AskAgainRequested,
  CancelRequested,
  FulfillmentDefinition,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentStart,
  FulfillmentState,
  Undo,
  Underway,
  UndoRequested,
} from './fulfillment.ts';

type Status = FulfillmentState['status'];
type StateOf<S extends Status> = Extract<FulfillmentState, { readonly status: S }>;

export const definition: FulfillmentDefinition = {
  version: 7,
  paymentDeadlineMs: 900_000,
  resendFirstMs: 2_000,
  resendCapMs: 10_000,
};

export const placed: FulfillmentStart = { ...orderPlaced, definition };
export const stockReserved: FulfillmentInput = { type: 'StockReserved', orderId };
export const stockRefused: FulfillmentInput = {
  type: 'StockReservationRefused',
  orderId,
  reason: 'SHORT',
  shortages: [{ sku: 'lamp', requested: 2, available: 1 }],
};
export const stockReleased: FulfillmentInput = { type: 'StockReleased', orderId };
const amount = { amountMinor: 5_000, currency: 'EUR' };
export const captured: FulfillmentInput = { type: 'PaymentCaptured', orderId, ...amount, providerReference: 'psp-1' };
export const declined: FulfillmentInput = { type: 'PaymentDeclined', orderId, declineCode: 'insufficient_funds' };
export const refunded: FulfillmentInput = { type: 'PaymentRefunded', orderId, ...amount };
export const voided: FulfillmentInput = { type: 'PaymentVoided', orderId };
export const scheduled: FulfillmentInput = { type: 'ShipmentScheduled', orderId, shipmentId: 'shipment-1' };
export const shipmentRefused: FulfillmentInput = { type: 'ShipmentRefused', orderId, reason: 'ADDRESS_NOT_SERVED' };
export const shipmentCanceled: FulfillmentInput = { type: 'ShipmentCanceled', orderId };
export const shipmentCancellationRefused: FulfillmentInput = { type: 'ShipmentCancellationRefused', orderId };
export const shipmentDispatched: FulfillmentInput = {
  type: 'ShipmentDispatched',
  orderId,
  shipmentId: 'shipment-1',
  lines: [{ sku: 'lamp', quantity: 2 }],
  trackingCode: 'TRACK-1',
};
export const shipmentDelivered: FulfillmentInput = { type: 'ShipmentDelivered', orderId, shipmentId: 'shipment-1' };
export const cancelRequested: CancelRequested = { type: 'CancelRequested', reason: 'changed my mind' };
export const askAgainRequested: AskAgainRequested = { type: 'AskAgainRequested' };
export const undoRequested: UndoRequested = { type: 'UndoRequested' };
export const settledOutside = (answer: Undo): AnswerSettledOutside => ({ type: 'AnswerSettledOutside', answer });

/** One of each kind: everything that a process may hear, but the passing of its own deadline. */
export const everyInput: readonly FulfillmentInput[] = [
  placed,
  stockReserved,
  stockRefused,
  stockReleased,
  captured,
  declined,
  refunded,
  voided,
  scheduled,
  shipmentRefused,
  shipmentCanceled,
  shipmentCancellationRefused,
  shipmentDispatched,
  shipmentDelivered,
  cancelRequested,
  askAgainRequested,
  undoRequested,
  settledOutside('payment'),
  settledOutside('stock'),
];

export const overdue = ({ status }: Pick<FulfillmentState, 'status'>): DeadlinePassed => ({
  type: 'DeadlinePassed',
  status,
});

const lines = [{ sku: 'lamp', quantity: 2 }];
const order: Underway = { orderId, lines, definition };

export const awaitingStock: StateOf<'AwaitingStock'> = {
  ...order,
  status: 'AwaitingStock',
  attempt: 1,
  ...amount,
  cardToken: 'tok_approved',
  address,
};
export const awaitingPayment: StateOf<'AwaitingPayment'> = { ...order, status: 'AwaitingPayment', address };
export const awaitingShipment: StateOf<'AwaitingShipment'> = {
  ...order,
  status: 'AwaitingShipment',
  attempt: 1,
  address,
};
export const confirmed: StateOf<'Confirmed'> = { ...order, status: 'Confirmed' };
export const canceling: StateOf<'Canceling'> = { ...order, status: 'Canceling', attempt: 1 };
export const undoing = (
  outstanding: readonly Undo[] = ['payment', 'stock'],
  reason: StateOf<'Undoing'>['reason'] = 'CUSTOMER',
): StateOf<'Undoing'> => ({ ...order, status: 'Undoing', attempt: 1, outstanding, reason });
export const dispatched: StateOf<'Dispatched'> = { status: 'Dispatched', orderId };
export const abandoned: StateOf<'Abandoned'> = { status: 'Abandoned', orderId, reason: 'CUSTOMER' };

/** Every state of the table, with the inputs that lead to it from the start. */
export const everyState: readonly (readonly [FulfillmentState, readonly FulfillmentInput[]])[] = [
  [{ status: 'NotStarted' }, []],
  [awaitingStock, [placed]],
  [awaitingPayment, [placed, stockReserved]],
  [awaitingShipment, [placed, stockReserved, captured]],
  [confirmed, [placed, stockReserved, captured, scheduled]],
  [canceling, [placed, stockReserved, captured, scheduled, cancelRequested]],
  [undoing(['payment', 'stock']), [placed, stockReserved, cancelRequested]],
  [undoing(['payment']), [placed, stockReserved, cancelRequested, stockReleased]],
  [undoing(['stock']), [placed, cancelRequested]],
  [dispatched, [placed, stockReserved, captured, scheduled, shipmentDispatched]],
  [abandoned, [placed, cancelRequested, stockReleased]],
];

export const reserveStock: FulfillmentMessage = { type: 'ReserveStock', orderId, lines };
export const releaseStock: FulfillmentMessage = { type: 'ReleaseStock', orderId, lines };
export const capturePayment: FulfillmentMessage = {
  type: 'CapturePayment',
  orderId,
  ...amount,
  cardToken: 'tok_approved',
};
export const refundPayment: FulfillmentMessage = { type: 'RefundPayment', orderId };
export const scheduleShipment: FulfillmentMessage = { type: 'ScheduleShipment', orderId, lines, address };
export const cancelShipment: FulfillmentMessage = { type: 'CancelShipment', orderId };
