// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

// A long is a number here: the codec refuses a value that is no safe integer.

/** Asks inventory to give back what an order holds. Always answered by StockReleased, also when nothing was held. */
export interface ReleaseStock {
  readonly type: 'ReleaseStock';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The lines of the order's ReserveStock again, because the command may overtake it. */
  readonly lines: readonly ReleaseStockLine[];
}

/** One product and how many pieces of it. */
export interface ReleaseStockLine {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
}

/** Asks inventory to hold back stock for every line of an order: all lines or none. */
export interface ReserveStock {
  readonly type: 'ReserveStock';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** What to reserve, each SKU once. */
  readonly lines: readonly ReserveStockLine[];
}

/** One product and how many pieces of it. */
export interface ReserveStockLine {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces, at least one. */
  readonly quantity: number;
}

/** The order holds no stock, whether or not it ever did. */
export interface StockReleased {
  readonly type: 'StockReleased';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** No stock is held back for the order, and none ever will be. */
export interface StockReservationRefused {
  readonly type: 'StockReservationRefused';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Why the reservation was refused. */
  readonly reason: StockReservationRefusedReason;
  /** The products that fell short; empty when the reason is another. */
  readonly shortages: readonly StockReservationRefusedShortage[];
}

/** Why a reservation was refused: too little stock, or it had already been released when it was asked for. */
export type StockReservationRefusedReason = 'SHORT' | 'RELEASED_BEFORE';

/** One product of which there was too little. */
export interface StockReservationRefusedShortage {
  /** The product's stock keeping unit. */
  readonly sku: string;
  /** Pieces the order asked for. */
  readonly requested: number;
  /** Pieces that could have been reserved. */
  readonly available: number;
}

/** Stock is held back for every line of the order. */
export interface StockReserved {
  readonly type: 'StockReserved';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}
