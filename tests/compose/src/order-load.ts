import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@tidemark/local';

const ACCEPTED_WITHIN_MS = 180_000;
const ENDED_WITHIN_MS = 300_000;
const ASK_WITHIN_MS = 10_000;

export const SKU = 'lamp';

const ORDER = JSON.stringify({
  customerId: 'customer-4',
  emailAddress: 'grace@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Grace', street: 'Harbor Way 7', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: SKU, quantity: 1 }],
});

/** Customers who order one lamp after the other, whatever happens to the shop, and repeat what was not answered. */
export class OrderLoad {
  /** Where the order service answers now; may change while the load goes on. */
  readonly #addresses: () => readonly string[];
  readonly #everyMs: number;
  readonly #placed: Promise<string>[] = [];
  #going = false;
  #round: Promise<void> = Promise.resolve();
  #turn = 0;

  constructor(addresses: () => readonly string[], everyMs: number) {
    this.#addresses = addresses;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#going = true;
    this.#round = this.#go();
  }

  /** Places no more, and answers the ids of all orders once each is accepted. Fails when one is not. */
  async stop(): Promise<readonly string[]> {
    this.#going = false;
    await this.#round;
    return Promise.all(this.#placed);
  }

  /** Follows orders until each is at rest, and answers how many came to which end. */
  async ends(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const ends = new Map<string, number>();
    for (const id of orderIds) {
      const end = await this.#endOf(id);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    return ends;
  }

  async #go(): Promise<void> {
    while (this.#going) {
      const placing = this.#place();
      // Its failure is met in stop(); it must not end the process before.
      placing.catch(() => undefined);
      this.#placed.push(placing);
      await sleep(this.#everyMs);
    }
  }

  /** Sends one request until it is answered, also while nobody is there to answer; its key makes it one order. */
  #place(): Promise<string> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return eventually(
      'an order to be accepted',
      async () => {
        const answer = await this.#ask('/orders', { method: 'POST', headers, body: ORDER });
        if (answer?.status === 202) return ((await answer.json()) as { readonly orderId: string }).orderId;
        await sleep(250);
        return undefined;
      },
      ACCEPTED_WITHIN_MS,
    );
  }

  #endOf(id: string): Promise<string> {
    let last = 'unknown';
    return eventually(
      () => `order ${id} to come to its end; it is ${last}`,
      async () => {
        const answer = await this.#ask(`/orders/${id}/fulfillment`);
        if (answer?.status === 200) last = ((await answer.json()) as { readonly status: string }).status;
        if (isEnd(last)) return last;
        await sleep(100);
        return undefined;
      },
      ENDED_WITHIN_MS,
    );
  }

  /** Each question goes to the next instance. */
  async #ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const addresses = this.#addresses();
    const address = addresses[this.#turn++ % Math.max(1, addresses.length)];
    if (address === undefined) return undefined;
    return fetch(`${address}${path}`, { ...init, signal: AbortSignal.timeout(ASK_WITHIN_MS) }).catch(() => undefined);
  }
}

/** A payment that took too long while a part was away ends an order too, with everything undone. */
const isEnd = (status: string): boolean => status === 'Confirmed' || status === 'Abandoned';

/** Ends as words: `39 Confirmed, 1 Abandoned`. */
export const inWords = (ends: ReadonlyMap<string, number>): string =>
  [...ends].map(([end, count]) => `${String(count)} ${end}`).join(', ');
