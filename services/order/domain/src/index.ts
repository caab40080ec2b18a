export type {
  Abandoned,
  AnswerSettledOutside,
  AskAgainRequested,
  Asking,
  AwaitingPayment,
  AwaitingShipment,
  AwaitingStock,
  Canceling,
  CancelRequested,
  Confirmed,
  Dispatched,
  FulfillmentDefinition,
  FulfillmentInput,
  FulfillmentMessage,
  FulfillmentRejection,
  FulfillmentStart,
  FulfillmentState,
  FulfillmentStatus,
  NotStarted,
  OperatorInput,
  Underway,
  Undo,
  Undoing,
  UndoRequested,
} from './fulfillment/fulfillment.ts';
export { standardFulfillment } from './fulfillment/fulfillment.ts';
export { awaitedOf } from './fulfillment/fulfillment.awaited.ts';
export { fulfillment } from './fulfillment/fulfillment.process.ts';
export type {
  Address,
  CancelOrder,
  CancelReason,
  CatalogPrice,
  ConfirmOrder,
  DeliverOrder,
  DispatchOrder,
  FulfillmentCommand,
  OrderCanceled,
  OrderCancellationRefused,
  OrderCancellationRequested,
  OrderCommand,
  OrderConfirmed,
  OrderDelivered,
  OrderDispatched,
  OrderFact,
  OrderLine,
  OrderPlaced,
  OrderRejection,
  OrderState,
  PlacedOrder,
  PlaceOrder,
  PricedLine,
  RefuseCancellation,
  RequestCancellation,
  UnplacedOrder,
} from './order/order.ts';
export { orderDecider } from './order/order.decider.ts';
export type { OrderCancellationRequestedV1, StoredOrderFact } from './order/order.upcast.ts';
export { upcastOrderFact } from './order/order.upcast.ts';
export type { OrderViewRow, OrderViewStatus } from './order-view/order-view.ts';
export { orderView } from './order-view/order-view.projection.ts';
export { FactBeforeOrderPlaced, publish } from './publication/publish.ts';
