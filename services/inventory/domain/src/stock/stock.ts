import type {
  ReleaseStock,
  ReserveStock,
  StockReservationRefusedReason,
  StockReservationRefusedShortage,
} from '@tidemark/contracts';

/** Some pieces of one product. */
export interface StockLine {
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
}

/** What was asked for and what could have been had. */
export type Shortage = StockReservationRefusedShortage;

/** An order's goods left the warehouse; said by shipping's ShipmentDispatched, whose lines name the streams to read. */
export interface ShipStock {
  readonly type: 'ShipStock';
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

/** Goods came in. It cannot be told from its repetition: whoever asks must see to it that it arrives once. */
export interface ReceiveStock {
  readonly type: 'ReceiveStock';
  readonly sku: string;
  readonly quantity: number;
}

/** Somebody counted what lies on the shelf, pieces held back for orders included. */
export interface CorrectCount {
  readonly type: 'CorrectCount';
  readonly sku: string;
  readonly counted: number;
}

export type StockCommand = ReserveStock | ReleaseStock | ShipStock | ReceiveStock | CorrectCount;

/** Every line of the order is held back; a SKU stands here once. */
export interface ReservationMade {
  readonly type: 'ReservationMade';
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

/** Nothing is held back for the order, and nothing ever will be. */
export interface ReservationRefused {
  readonly type: 'ReservationRefused';
  readonly orderId: string;
  readonly reason: StockReservationRefusedReason;
  readonly shortages: readonly Shortage[];
}

/** The order holds nothing any more. */
export interface ReservationReleased {
  readonly type: 'ReservationReleased';
  readonly orderId: string;
  /** What was really held until then; empty when nothing was. */
  readonly lines: readonly StockLine[];
}

/** What the order held has left the warehouse. */
export interface ReservationShipped {
  readonly type: 'ReservationShipped';
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

/** The facts of `reservation-<orderId>`. */
export type ReservationFact = ReservationMade | ReservationRefused | ReservationReleased | ReservationShipped;

export interface StockReceived {
  readonly type: 'StockReceived';
  readonly sku: string;
  readonly quantity: number;
}

export interface CountCorrected {
  readonly type: 'CountCorrected';
  readonly sku: string;
  /** Pieces on the shelf from now on, whatever was believed before. */
  readonly counted: number;
}

export interface StockReserved {
  readonly type: 'StockReserved';
  readonly sku: string;
  readonly quantity: number;
}

export interface StockReleased {
  readonly type: 'StockReleased';
  readonly sku: string;
  readonly quantity: number;
}

export interface StockShipped {
  readonly type: 'StockShipped';
  readonly sku: string;
  readonly quantity: number;
}

/** The facts of `stock-<sku>`: counts only, no order is named. */
export type CountFact = StockReceived | CountCorrected | StockReserved | StockReleased | StockShipped;

export type StockFact = ReservationFact | CountFact;

/** What inventory remembers of an order for ever: each answer it gave, and whether the goods have left. */
export interface Reservation {
  readonly answer?: ReservationMade | ReservationRefused;
  readonly released?: ReservationReleased;
  readonly shipped?: ReservationShipped;
}

/** How many pieces of one product there are: 0 ≤ reserved ≤ onHand. */
export interface Stock {
  /** Pieces on the shelf, those held back included. */
  readonly onHand: number;
  /** Pieces of them that are held back for orders. */
  readonly reserved: number;
  /** Pieces that have left, ever. */
  readonly shipped: number;
}

/** What one command reads: the order's reservation, and the stock of each SKU that it names. */
export interface Shelves {
  readonly reservation: Reservation;
  readonly stock: Readonly<Record<string, Stock>>;
}

/** Fewer pieces were counted than are promised to orders: release some of them first. */
export interface CountBelowReserved {
  readonly code: 'COUNT_BELOW_RESERVED';
  readonly reserved: number;
}

export type StockRejection = CountBelowReserved;

/** A number of pieces that no sender may send: it must be whole and at least the minimum. Check it where it enters. */
export class UnlawfulQuantity extends Error {
  readonly code = 'INVENTORY.UNLAWFUL_QUANTITY';
  readonly sku: string;
  readonly quantity: number;

  constructor(sku: string, quantity: number) {
    super(`${quantity} is no lawful number of pieces of ${sku}; check it where it enters the service.`);
    this.name = 'UnlawfulQuantity';
    this.sku = sku;
    this.quantity = quantity;
  }
}
