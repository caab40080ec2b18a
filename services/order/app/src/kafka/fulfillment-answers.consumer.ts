import { topics } from '@tidemark/contracts';
import { crashPoint } from '@tidemark/event-store';
import { consumer } from '@tidemark/messaging';
import { react, readsOf } from '@tidemark/process';
import { fulfillments } from '../persistence/streams.ts';

/** Everything the other services answer moves the order's fulfillment on. */
export const fulfillmentAnswers = consumer({
  name: 'order.fulfillment',
  topics: [topics.inventoryEvents, topics.paymentEvents, topics.shippingEvents],
  hears: [
    'StockReserved',
    'StockReservationRefused',
    'StockReleased',
    'PaymentCaptured',
    'PaymentDeclined',
    'PaymentRefunded',
    'PaymentVoided',
    'ShipmentScheduled',
    'ShipmentRefused',
    'ShipmentCanceled',
    'ShipmentCancellationRefused',
    'ShipmentDispatched',
    'ShipmentDelivered',
  ],
  reads: ({ orderId }) => readsOf(fulfillments, orderId),
  handle: (answer, unit) => {
    const reaction = react(unit, fulfillments, answer.orderId, answer);
    // An answer that was ticked off while others are outstanding.
    if (reaction.kind === 'moved' && reaction.state.status === 'Undoing' && reaction.send.length === 0)
      crashPoint('between-undos');
  },
});
