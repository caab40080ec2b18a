import type { OrderEvent } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { OrderFact, OrderState, OrderViewRow } from '@tidemark/order-domain';
import { orderView } from '@tidemark/order-domain';
import { view } from '@tidemark/read-model';
import { orderStream } from '../persistence/streams.ts';
import { orderViewTableV1 } from '../persistence/tables.ts';

/** What customers read of their orders, folded from the order's own public messages. */
export const orderViewV1 = view<OrderViewRow, OrderEvent, OrderState, OrderFact>({
  name: 'order.order-view',
  group: 'order.order-view.v1',
  topic: topics.orderEvents,
  hears: [
    'OrderPlaced',
    'OrderConfirmed',
    'OrderCancellationRequested',
    'OrderCancellationRefused',
    'OrderCanceled',
    'OrderDispatched',
    'OrderDelivered',
  ],
  table: orderViewTableV1,
  projection: orderView,
  keyOf: ({ orderId }) => orderId,
  source: orderStream,
});
