import type { ReleaseStock, ReserveStock } from '@tidemark/contracts';
import type {
  CorrectCount,
  CountCorrected,
  CountFact,
  ReceiveStock,
  ReservationMade,
  ReservationRefused,
  ReservationReleased,
  ReservationShipped,
  ShipStock,
  Shortage,
  StockLine,
  StockReceived,
} from './stock.ts';

export const line = (sku: string, quantity: number): StockLine => ({ sku, quantity });

export const reserve = (orderId: string, ...lines: readonly StockLine[]): ReserveStock => ({
  type: 'ReserveStock',
  orderId,
  lines,
});

export const release = (orderId: string, ...lines: readonly StockLine[]): ReleaseStock => ({
  type: 'ReleaseStock',
  orderId,
  lines,
});

export const ship = (orderId: string, ...lines: readonly StockLine[]): ShipStock => ({
  type: 'ShipStock',
  orderId,
  lines,
});

export const receive = (sku: string, quantity: number): ReceiveStock => ({ type: 'ReceiveStock', sku, quantity });

export const correctCount = (sku: string, counted: number): CorrectCount => ({ type: 'CorrectCount', sku, counted });

export const received = (sku: string, quantity: number): StockReceived => ({ type: 'StockReceived', sku, quantity });

export const corrected = (sku: string, counted: number): CountCorrected => ({ type: 'CountCorrected', sku, counted });

export const made = (orderId: string, ...lines: readonly StockLine[]): ReservationMade => ({
  type: 'ReservationMade',
  orderId,
  lines,
});

export const refusedShort = (orderId: string, ...shortages: readonly Shortage[]): ReservationRefused => ({
  type: 'ReservationRefused',
  orderId,
  reason: 'SHORT',
  shortages,
});

export const refusedLate = (orderId: string): ReservationRefused => ({
  type: 'ReservationRefused',
  orderId,
  reason: 'RELEASED_BEFORE',
  shortages: [],
});

export const released = (orderId: string, ...lines: readonly StockLine[]): ReservationReleased => ({
  type: 'ReservationReleased',
  orderId,
  lines,
});

export const shipped = (orderId: string, ...lines: readonly StockLine[]): ReservationShipped => ({
  type: 'ReservationShipped',
  orderId,
  lines,
});

export const taken = (sku: string, quantity: number): CountFact => ({ type: 'StockReserved', sku, quantity });

export const freed = (sku: string, quantity: number): CountFact => ({ type: 'StockReleased', sku, quantity });

export const left = (sku: string, quantity: number): CountFact => ({ type: 'StockShipped', sku, quantity });
