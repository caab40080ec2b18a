import type { OrderCanceledCause, OrderPlacedLine } from '@tidemark/contracts';

export type OrderViewStatus =
  'Placed' | 'Confirmed' | 'CancellationRequested' | 'Canceled' | 'Dispatched' | 'Delivered';

/** One order as customers read it. */
export interface OrderViewRow {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderViewStatus;
  readonly lines: readonly OrderPlacedLine[];
  readonly totalMinor: number;
  readonly currency: string;
  /** Why the order was canceled; null unless it was. */
  readonly cancelReason: OrderCanceledCause | null;
  readonly trackingCode: string | null;
  /** ISO 8601, UTC, milliseconds. */
  readonly placedAt: string;
  readonly updatedAt: string;
  /** Of the order's stream: what a caller who wrote it can wait for. */
  readonly version: number;
}
