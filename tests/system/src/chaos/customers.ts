import { setTimeout as sleep } from 'node:timers/promises';
import type { Acknowledgment } from '@tidemark/auditor';
import type { Shop } from '@tidemark/local';
import type { PlannedOrder } from './orders.ts';

/** How an order fared from its customer's side. */
export interface Customer {
  readonly order: PlannedOrder;
  readonly orderId: string | undefined;
  /** Answers to the POST, in turn; status 0 when none came. */
  readonly answers: readonly Acknowledgment[];
  /** When it was accepted, in milliseconds after the load began. */
  readonly acceptedAtMs: number;
  /** What the customer still waited for when the patience of all ended; undefined when nothing. */
  readonly stillWantsTo: string | undefined;
}

const ANSWERED_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 500;

/** Until when customers go on asking; moved as long as things break. */
export interface Patience {
  readonly isOver: () => boolean;
}

/** Every customer asks at their time, whatever becomes of the others, and again until there is an answer. */
export const serveCustomers = (
  shop: Shop,
  orders: readonly PlannedOrder[],
  patience: Patience,
): Promise<readonly Customer[]> => {
  const began = performance.now();
  return Promise.all(
    orders.map(async (order) => {
      await sleep(order.atMs);
      return new Errand(shop, order, patience, began).run();
    }),
  );
};

class Errand {
  readonly #shop: Shop;
  readonly #order: PlannedOrder;
  readonly #patience: Patience;
  readonly #began: number;
  readonly #answers: Acknowledgment[] = [];
  #wants = '';

  constructor(shop: Shop, order: PlannedOrder, patience: Patience, began: number) {
    this.#shop = shop;
    this.#order = order;
    this.#patience = patience;
    this.#began = began;
  }

  async run(): Promise<Customer> {
    const orderId = await this.#place();
    const acceptedAtMs = performance.now() - this.#began;
    const isDone = orderId !== undefined && (await this.#follow(orderId));
    return {
      order: this.#order,
      orderId,
      answers: this.#answers,
      acceptedAtMs,
      stillWantsTo: isDone ? undefined : this.#wants,
    };
  }

  #place(): Promise<string | undefined> {
    const { key, body, isHasty } = this.#order;
    return this.#until('place the order', async () => {
      const posts = Array.from({ length: isHasty ? 2 : 1 }, () => this.#post('order', '/orders', body, key));
      const answers = (await Promise.all(posts)).map(({ status, orderId }) => ({
        status,
        key,
        ...(status === 202 && orderId !== undefined && { orderId }),
      }));
      this.#answers.push(...answers);
      return answers.find(({ orderId }) => orderId !== undefined)?.orderId;
    });
  }

  async #follow(orderId: string): Promise<boolean> {
    switch (this.#order.kind) {
      case 'canceled':
        await sleep(this.#order.secondThoughtsMs);
        return this.#cancel(orderId);
      case 'dispatched':
        return this.#once(orderId, () => [this.#dispatch(orderId)]);
      case 'raced':
        return this.#once(orderId, () => [this.#dispatch(orderId), this.#cancel(orderId)]);
      case 'plain':
      case 'out of stock':
      case 'declined':
      case 'unanswered':
      case 'not served':
      case 'scarce':
        return true;
    }
  }

  /** Accepted, or refused because it has been dispatched. */
  async #cancel(orderId: string): Promise<boolean> {
    const key = `${this.#order.key}-cancel`;
    return this.#answered('cancel the order', 'order', `/orders/${orderId}/cancellation`, key, ({ status }) =>
      [202, 409].includes(status),
    );
  }

  /** Done, or refused for good because the shipment is canceled; before shipping has heard of all, it is asked again. */
  async #dispatch(orderId: string): Promise<boolean> {
    const key = `${this.#order.key}-dispatch`;
    return this.#answered(
      'dispatch the order',
      'shipping',
      `/shipments/${orderId}/dispatch`,
      key,
      ({ status, code }) => status === 200 || code === 'SHIPMENT_CANCELED',
    );
  }

  async #answered(
    what: string,
    service: string,
    path: string,
    key: string,
    isAnswer: (answer: Posted) => boolean,
  ): Promise<boolean> {
    const body = service === 'order' ? { reason: null } : {};
    const done = await this.#until(what, async () => {
      const answer = await this.#post(service, path, body, key);
      // An answer to a request that is still in flight is none.
      return isAnswer(answer) && answer.code !== 'REQUEST_IN_FLIGHT' ? true : undefined;
    });
    return done === true;
  }

  /** Does these as soon as the order is confirmed; of one that was abandoned before, nobody wants anything more. */
  async #once(orderId: string, follow: () => readonly Promise<boolean>[]): Promise<boolean> {
    const status = await this.#rest(orderId);
    if (status === undefined) return false;
    return status === 'Abandoned' || (await Promise.all(follow())).every(Boolean);
  }

  #rest(orderId: string): Promise<string | undefined> {
    return this.#until('see the order confirmed', async () => {
      const answer = await this.#shop.get('order', `/orders/${orderId}/fulfillment`).catch(() => undefined);
      if (answer?.status !== 200) return undefined;
      const { status } = (await answer.json().catch(() => ({}))) as { readonly status?: string };
      return ['Confirmed', 'Dispatched', 'Abandoned'].find((rest) => rest === status);
    });
  }

  async #until<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
    this.#wants = what;
    for (;;) {
      const value = await ask();
      if (value !== undefined) return value;
      if (this.#patience.isOver()) return undefined;
      await sleep(AGAIN_AFTER_MS);
    }
  }

  async #post(service: string, path: string, body: object, key: string): Promise<Posted> {
    try {
      const answer = await this.#shop.post(service, path, body, key, AbortSignal.timeout(ANSWERED_WITHIN_MS));
      const said = (await answer.json().catch(() => ({}))) as { readonly orderId?: string; readonly code?: string };
      return { status: answer.status, orderId: said.orderId, code: said.code };
    } catch {
      return { status: 0, orderId: undefined, code: undefined };
    }
  }
}

interface Posted {
  readonly status: number;
  readonly orderId: string | undefined;
  readonly code: string | undefined;
}
