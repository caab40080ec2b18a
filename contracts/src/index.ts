// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

export type {
  ReleaseStock,
  ReleaseStockLine,
  ReserveStock,
  ReserveStockLine,
  StockReleased,
  StockReservationRefused,
  StockReservationRefusedReason,
  StockReservationRefusedShortage,
  StockReserved,
} from './generated/inventory.ts';
export type {
  OrderCanceled,
  OrderCanceledReason,
  OrderCanceledCause,
  OrderCancellationRefused,
  OrderCancellationRequested,
  OrderConfirmed,
  OrderDelivered,
  OrderDispatched,
  OrderPlaced,
  OrderPlacedLine,
} from './generated/order.ts';
export type {
  CapturePayment,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  RefundPayment,
} from './generated/payment.ts';
export type {
  CancelShipment,
  ScheduleShipment,
  ScheduleShipmentLine,
  ScheduleShipmentAddress,
  ShipmentCanceled,
  ShipmentCancellationRefused,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentDispatchedLine,
  ShipmentRefused,
  ShipmentRefusedReason,
  ShipmentScheduled,
} from './generated/shipping.ts';
export { routes } from './generated/messages.ts';
export type {
  InventoryCommand,
  InventoryEvent,
  OrderEvent,
  PaymentCommand,
  PaymentEvent,
  ShippingCommand,
  ShippingEvent,
  Message,
  MessageTopic,
  MessageType,
  Route,
} from './generated/messages.ts';
export { causeOf } from './order-canceled.ts';
export type { ProductRow, ProductChange } from './product-change.ts';
export type { RecordSchema } from './record-schema.ts';
export { topics } from './topics.ts';
export type { Topic } from './topics.ts';
