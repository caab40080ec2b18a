import type {
  InventoryCommand,
  InventoryEvent,
  Message,
  OrderEvent,
  PaymentCommand,
  PaymentEvent,
  ShippingCommand,
  ShippingEvent,
} from '@tidemark/contracts';

/** What is said between the simulated services. Others may stand beside them, and say what nobody here hears. */
export type SimulatedMessage =
  InventoryCommand | InventoryEvent | OrderEvent | PaymentCommand | PaymentEvent | ShippingCommand | ShippingEvent;

/** The consumers that are simulated, under the names that the services give them. */
export type Consumer =
  | 'order.fulfillment'
  | 'order.order-view'
  | 'inventory.commands'
  | 'inventory.dispatches'
  | 'payment.commands'
  | 'shipping.commands'
  | 'shipping.orders';

/** Who hears what. That the services' catalogs say the same is a test. */
export const hearersOf: Readonly<Record<SimulatedMessage['type'], readonly Consumer[]>> = {
  ReserveStock: ['inventory.commands'],
  ReleaseStock: ['inventory.commands'],
  StockReserved: ['order.fulfillment'],
  StockReservationRefused: ['order.fulfillment'],
  StockReleased: ['order.fulfillment'],
  CapturePayment: ['payment.commands'],
  RefundPayment: ['payment.commands'],
  PaymentCaptured: ['order.fulfillment'],
  PaymentDeclined: ['order.fulfillment'],
  PaymentRefunded: ['order.fulfillment'],
  PaymentVoided: ['order.fulfillment'],
  ScheduleShipment: ['shipping.commands'],
  CancelShipment: ['shipping.commands'],
  ShipmentScheduled: ['order.fulfillment'],
  ShipmentRefused: ['order.fulfillment'],
  ShipmentCanceled: ['order.fulfillment'],
  ShipmentCancellationRefused: ['order.fulfillment'],
  ShipmentDispatched: ['order.fulfillment', 'inventory.dispatches'],
  ShipmentDelivered: ['order.fulfillment'],
  OrderPlaced: ['order.order-view'],
  OrderConfirmed: ['order.order-view', 'shipping.orders'],
  OrderCancellationRequested: ['order.order-view'],
  OrderCancellationRefused: ['order.order-view'],
  OrderCanceled: ['order.order-view'],
  OrderDispatched: ['order.order-view'],
  OrderDelivered: ['order.order-view'],
};

export const isSimulated = (message: Message): message is SimulatedMessage => Object.hasOwn(hearersOf, message.type);

/**
 * What nobody asks for again, so that losing it for ever would break the promise of a broker: at least once. Everything
 * else is a question, or the answer to one, and deadlines repeat questions.
 */
export const comesAtLast = (type: SimulatedMessage['type']): boolean =>
  type.startsWith('Order') || type === 'ShipmentDispatched' || type === 'ShipmentDelivered';
