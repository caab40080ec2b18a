import { assertNever } from '@tidemark/kernel';
import type { FulfillmentMessage, FulfillmentState } from './fulfillment.ts';

/** The questions that a process has asked and that nobody has answered yet, by their messages; none at a rest or an end. */
export const awaitedOf = (state: FulfillmentState): readonly FulfillmentMessage['type'][] => {
  switch (state.status) {
    case 'AwaitingStock':
      return ['ReserveStock'];
    case 'AwaitingPayment':
      return ['CapturePayment'];
    case 'AwaitingShipment':
      return ['ScheduleShipment'];
    case 'Canceling':
      return ['CancelShipment'];
    case 'Undoing':
      return state.outstanding.map((undone) => (undone === 'payment' ? 'RefundPayment' : 'ReleaseStock'));
    case 'NotStarted':
    case 'Confirmed':
    case 'Dispatched':
    case 'Abandoned':
      return [];
    default:
      return assertNever(state);
  }
};
