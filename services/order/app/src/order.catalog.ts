import type { ServiceCatalog } from '@tidemark/platform';
import { fulfillmentAnswers } from './kafka/fulfillment-answers.consumer.ts';
import { fulfillmentDeadlines } from './kafka/fulfillment-deadlines.ts';
import { orderViewV1 } from './kafka/order-view.view.ts';
import { products } from './kafka/products.consumer.ts';
import type { OrderConfig } from './order.config.ts';
import { OrderTables1700000000100 } from './persistence/migrations/1700000000100-order-tables.ts';
import { FulfillmentOperations1700000000110 } from './persistence/migrations/1700000000110-fulfillment-operations.ts';
import { FulfillmentsAtRest1700000000120 } from './persistence/migrations/1700000000120-fulfillments-at-rest.ts';

/** Takes orders and brings each to its end: event-sourced, with a process manager and a read model. */
export const catalog = {
  name: 'order',
  port: 3000,
  database: {
    migrations: [OrderTables1700000000100, FulfillmentOperations1700000000110, FulfillmentsAtRest1700000000120],
    grants: {
      product_price: ['select', 'insert', 'update'],
      order_view_v1: ['select', 'insert', 'update'],
      order_view: ['select'],
      fulfillment_operation: ['select', 'insert'],
    },
    captured: [],
  },
  publishes: [
    'OrderPlaced',
    'OrderConfirmed',
    'OrderCancellationRequested',
    'OrderCancellationRefused',
    'OrderCanceled',
    'OrderDispatched',
    'OrderDelivered',
    'ReserveStock',
    'ReleaseStock',
    'CapturePayment',
    'RefundPayment',
    'ScheduleShipment',
    'CancelShipment',
  ],
  consumers: [fulfillmentAnswers, products],
  views: [orderViewV1],
  deadlines: [fulfillmentDeadlines],
  jobs: () => [],
} as const satisfies ServiceCatalog<OrderConfig>;
