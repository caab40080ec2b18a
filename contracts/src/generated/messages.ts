// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { ReleaseStock, ReserveStock, StockReleased, StockReservationRefused, StockReserved } from './inventory.ts';
import type {
  OrderCanceled,
  OrderCancellationRefused,
  OrderCancellationRequested,
  OrderConfirmed,
  OrderDelivered,
  OrderDispatched,
  OrderPlaced,
} from './order.ts';
import type {
  CapturePayment,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  RefundPayment,
} from './payment.ts';
import type {
  CancelShipment,
  ScheduleShipment,
  ShipmentCanceled,
  ShipmentCancellationRefused,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentRefused,
  ShipmentScheduled,
} from './shipping.ts';

/** Every message on inventory.commands.v1. */
export type InventoryCommand = ReleaseStock | ReserveStock;

/** Every message on inventory.events.v1. */
export type InventoryEvent = StockReleased | StockReservationRefused | StockReserved;

/** Every message on order.events.v1. */
export type OrderEvent =
  | OrderCanceled
  | OrderCancellationRefused
  | OrderCancellationRequested
  | OrderConfirmed
  | OrderDelivered
  | OrderDispatched
  | OrderPlaced;

/** Every message on payment.commands.v1. */
export type PaymentCommand = CapturePayment | RefundPayment;

/** Every message on payment.events.v1. */
export type PaymentEvent = PaymentCaptured | PaymentDeclined | PaymentRefunded | PaymentVoided;

/** Every message on shipping.commands.v1. */
export type ShippingCommand = CancelShipment | ScheduleShipment;

/** Every message on shipping.events.v1. */
export type ShippingEvent =
  | ShipmentCanceled
  | ShipmentCancellationRefused
  | ShipmentDelivered
  | ShipmentDispatched
  | ShipmentRefused
  | ShipmentScheduled;

/** Every message of the published language. */
export type Message =
  InventoryCommand | InventoryEvent | OrderEvent | PaymentCommand | PaymentEvent | ShippingCommand | ShippingEvent;

export type MessageType = Message['type'];

/** The topics that carry messages. */
export const messageTopics = {
  inventoryCommands: 'inventory.commands.v1',
  inventoryEvents: 'inventory.events.v1',
  orderEvents: 'order.events.v1',
  paymentCommands: 'payment.commands.v1',
  paymentEvents: 'payment.events.v1',
  shippingCommands: 'shipping.commands.v1',
  shippingEvents: 'shipping.events.v1',
} as const;

export type MessageTopic = (typeof messageTopics)[keyof typeof messageTopics];

/** Who publishes or receives a message, on which topic, and which of its fields is the key there. */
export interface Route {
  readonly topic: MessageTopic;
  readonly key: string;
  readonly owner: string;
}

/** The way of each message. */
export const routes = {
  ReleaseStock: { topic: messageTopics.inventoryCommands, key: 'orderId', owner: 'inventory' },
  ReserveStock: { topic: messageTopics.inventoryCommands, key: 'orderId', owner: 'inventory' },
  StockReleased: { topic: messageTopics.inventoryEvents, key: 'orderId', owner: 'inventory' },
  StockReservationRefused: { topic: messageTopics.inventoryEvents, key: 'orderId', owner: 'inventory' },
  StockReserved: { topic: messageTopics.inventoryEvents, key: 'orderId', owner: 'inventory' },
  OrderCanceled: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderCancellationRefused: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderCancellationRequested: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderConfirmed: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderDelivered: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderDispatched: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  OrderPlaced: { topic: messageTopics.orderEvents, key: 'orderId', owner: 'order' },
  CapturePayment: { topic: messageTopics.paymentCommands, key: 'orderId', owner: 'payment' },
  PaymentCaptured: { topic: messageTopics.paymentEvents, key: 'orderId', owner: 'payment' },
  PaymentDeclined: { topic: messageTopics.paymentEvents, key: 'orderId', owner: 'payment' },
  PaymentRefunded: { topic: messageTopics.paymentEvents, key: 'orderId', owner: 'payment' },
  PaymentVoided: { topic: messageTopics.paymentEvents, key: 'orderId', owner: 'payment' },
  RefundPayment: { topic: messageTopics.paymentCommands, key: 'orderId', owner: 'payment' },
  CancelShipment: { topic: messageTopics.shippingCommands, key: 'orderId', owner: 'shipping' },
  ScheduleShipment: { topic: messageTopics.shippingCommands, key: 'orderId', owner: 'shipping' },
  ShipmentCanceled: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
  ShipmentCancellationRefused: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
  ShipmentDelivered: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
  ShipmentDispatched: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
  ShipmentRefused: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
  ShipmentScheduled: { topic: messageTopics.shippingEvents, key: 'orderId', owner: 'shipping' },
} as const satisfies Readonly<Record<MessageType, Route>>;
