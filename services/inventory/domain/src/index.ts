export { publishCount, publishReservation } from './publication/publish.ts';
export {
  availableOf,
  evolveReservation,
  evolveStock,
  initialReservation,
  initialStock,
  isReservationFact,
  stockDecider,
  stockOf,
} from './stock/stock.decider.ts';
export type {
  CorrectCount,
  CountBelowReserved,
  CountCorrected,
  CountFact,
  ReceiveStock,
  Reservation,
  ReservationFact,
  ReservationMade,
  ReservationRefused,
  ReservationReleased,
  ReservationShipped,
  Shelves,
  ShipStock,
  Shortage,
  Stock,
  StockCommand,
  StockFact,
  StockLine,
  StockReceived,
  StockRejection,
  StockReleased,
  StockReserved,
  StockShipped,
} from './stock/stock.ts';
export { UnlawfulQuantity } from './stock/stock.ts';
export type { Warehouse } from './stock/warehouse.ts';
export { shelvesOf, warehouseDecider } from './stock/warehouse.ts';
