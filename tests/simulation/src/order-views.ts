import type { OrderEvent } from '@tidemark/contracts';
import type { OrderFact, OrderViewRow } from '@tidemark/order-domain';
import { orderView } from '@tidemark/order-domain';
import type { House } from './house.ts';
import { messagesBetween } from './orders.ts';

/** What customers read. Mirrors how `libs/read-model` folds: newer by one is applied, older ignored, a gap filled. */
export class OrderViews {
  readonly #house: House;
  readonly #rows = new Map<string, OrderViewRow>();

  constructor(house: House) {
    this.#house = house;
  }

  of(orderId: string): OrderViewRow | undefined {
    return this.#rows.get(orderId);
  }

  hear(message: OrderEvent, streamVersion: number, facts: readonly OrderFact[]): void {
    const { orderId } = message;
    const seen = this.#rows.get(orderId)?.version ?? 0;
    if (streamVersion <= seen) return;
    const missing = streamVersion === seen + 1 ? [] : messagesBetween(this.#house, facts, seen, streamVersion);
    for (const [index, step] of [...missing, message].entries()) {
      const row = orderView.evolve(this.#rows.get(orderId), step, {
        streamVersion: seen + index + 1,
        occurredAt: EPOCH,
      });
      if (row !== undefined) this.#rows.set(orderId, row);
    }
  }
}

/** The times in a row are of no interest here. */
export const EPOCH = '2026-01-01T00:00:00.000Z';
