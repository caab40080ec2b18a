import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@tidemark/event-store';
import { readHistory } from '@tidemark/event-store';
import type { OrderViewRow } from '@tidemark/order-domain';
import type { Repository } from 'typeorm';
import { publicForm, readFulfillment } from './fulfillments.reading.ts';
import type { ListOrdersQuery } from './http/requests.ts';
import { cursorOf } from './http/requests.ts';
import type { OrderViewEntity } from './persistence/entities/order-view.entity.ts';
import { orderStream } from './persistence/streams.ts';
import { orderViewPointer } from './persistence/tables.ts';

export type OrderReading = OrderViewRow;

export interface OrderPage {
  readonly orders: readonly object[];
  /** Ask with it for the next page; null on the last one. */
  readonly cursor: string | null;
}

/** The view is usually a few milliseconds behind; who waits longer asks less often. */
const FIRST_LOOK_MS = 15;
const LAST_LOOK_MS = 250;
/** Those who wait share the database with the orders themselves; beyond this, a caller is answered at once. */
const MAX_WAITING = 100;

/** Everything that can be asked of orders. Nothing here changes anything. */
export class OrderQueries {
  readonly #store: Store;
  readonly #views: Repository<OrderViewEntity>;
  #waiting = 0;

  constructor(store: Store, views: Repository<OrderViewEntity>) {
    this.#store = store;
    this.#views = views;
  }

  /**
   * The view's row, as soon as it shows `minVersion`; after `waitMs` whatever it shows. One caller can so read what it
   * wrote, though the view follows over Kafka.
   */
  async read(orderId: string, minVersion: number, waitMs: number): Promise<OrderReading | undefined> {
    const look = async (): Promise<OrderReading | undefined> =>
      (await this.#store.readRows(orderViewPointer, [orderId])).get(orderId) as OrderReading | undefined;
    let row = await look();
    if (this.#waiting >= MAX_WAITING) return row;
    this.#waiting += 1;
    try {
      const endsAt = performance.now() + waitMs;
      for (
        let pauseMs = FIRST_LOOK_MS;
        (row?.version ?? 0) < minVersion;
        pauseMs = Math.min(2 * pauseMs, LAST_LOOK_MS)
      ) {
        const leftMs = endsAt - performance.now();
        if (leftMs <= 0) break;
        await sleep(Math.min(pauseMs, leftMs));
        row = await look();
      }
      return row;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** A page of a customer's orders, newest first, by keyset, so that new orders do not shift the pages. */
  async list({ customerId, cursor, limit }: ListOrdersQuery): Promise<OrderPage> {
    const query = this.#views
      .createQueryBuilder('o')
      .where('o.customer_id = :customerId', { customerId })
      .orderBy('o.placed_at', 'DESC')
      .addOrderBy('o.order_id', 'DESC')
      .limit(limit + 1);
    if (cursor) query.andWhere('(o.placed_at, o.order_id) < (:placedAt, :orderId)', cursor);
    const rows = await query.getMany();
    const orders = rows.slice(0, limit);
    const last = orders.at(-1);
    return {
      orders,
      cursor:
        rows.length > limit && last ? cursorOf({ orderId: last.orderId, placedAt: last.placedAt.toISOString() }) : null,
    };
  }

  /** The facts of the order, as everybody may see them. */
  async history(orderId: string): Promise<readonly object[] | undefined> {
    const facts = await readHistory(this.#store, orderStream, orderId);
    if (facts.length === 0) return undefined;
    let state = orderStream.initial;
    return facts.map(({ version, fact, cause, recordedAt }) => {
      state = orderStream.evolve(state, fact);
      const [message] = orderStream.publish(fact, state);
      return { version, ...message, recordedAt, actor: cause.actor };
    });
  }

  async fulfillment(orderId: string): Promise<object | undefined> {
    const reading = await readFulfillment(this.#store, orderId);
    return reading && publicForm(orderId, reading);
  }
}
