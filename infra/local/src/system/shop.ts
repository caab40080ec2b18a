import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** One transition of an order's fulfillment, as the order service tells it. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly sent: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

export interface Fulfillment {
  readonly status: string;
  readonly journal: readonly Transition[];
}

interface Mails {
  readonly mails: readonly { readonly subject: string; readonly receivedAt: string; readonly text: string }[];
}

/** An order that was placed over HTTP and followed to where it rests. */
export interface Journey {
  readonly orderId: string;
  readonly fulfillment: Fulfillment;
  readonly mail: { readonly subject: string; readonly receivedAt: string };
}

const WITHIN_MS = 30_000;

/** Speaks to the running shop as its users do: over HTTP, and by nothing else. */
export class Shop {
  readonly #urls: Readonly<Record<string, string>>;

  constructor(urls: Readonly<Record<string, string>>) {
    this.#urls = urls;
  }

  /** Puts a product on sale with pieces on the shelf; one that is there already just gets more pieces. */
  async stock(sku: string, quantity: number, priceMinor = 2_500): Promise<void> {
    const created = await this.#taken('inventory', '/products', { sku, name: sku, priceMinor, currency: 'EUR' });
    if (created.status !== 201 && created.status !== 409) throw await unexpected('creating a product', created);
    const received = await this.#taken('inventory', `/products/${sku}/receipts`, { quantity });
    if (received.status >= 300) throw await unexpected('receiving stock', received);
  }

  /** Places an order; a product that is new needs a moment until the order service has heard of it. */
  async order(
    lines: readonly { readonly sku: string; readonly quantity: number }[],
    cardToken = 'tok_approved',
    country = 'DE',
  ): Promise<string> {
    const body = {
      customerId: 'customer-1',
      emailAddress: 'ada@example.com',
      cardToken,
      address: {
        recipient: 'Ada Lovelace',
        street: '1 Analytical Way',
        postalCode: '10115',
        city: 'Berlin',
        country,
      },
      lines,
    };
    const key = randomUUID();
    const placed = await eventually('the order to be accepted', async () => {
      const answer = await this.#taken('order', '/orders', body, key);
      if (answer.status === 202) return ((await answer.json()) as { orderId: string }).orderId;
      if (answer.status !== 422) throw await unexpected('placing an order', answer);
      return undefined;
    });
    return placed;
  }

  /** Follows an order until its fulfillment has one of these states. */
  async until(orderId: string, ...statuses: readonly string[]): Promise<Fulfillment> {
    let last = 'unknown';
    return eventually(
      () => `order ${orderId} to be ${statuses.join(' or ')}; it is ${last}`,
      async () => {
        const answer = await this.get('order', `/orders/${orderId}/fulfillment`);
        if (answer.status !== 200) return undefined;
        const fulfillment = (await answer.json()) as Fulfillment;
        last = fulfillment.status;
        return statuses.includes(last) ? fulfillment : undefined;
      },
    );
  }

  /** The mail about an order, once it has arrived. */
  async mailAbout(orderId: string, subject: string): Promise<Journey['mail']> {
    return eventually(`the mail "${subject}" about order ${orderId}`, async () => {
      const answer = await this.get('mail-catcher', `/mails?subject=${encodeURIComponent(subject)}&limit=1000`);
      const { mails } = (await answer.json()) as Mails;
      return mails.find((mail) => mail.subject === subject && mail.text.includes(orderId));
    });
  }

  get(service: string, path: string): Promise<Response> {
    return fetch(`${this.#url(service)}${path}`);
  }

  post(
    service: string,
    path: string,
    body: object,
    key: string = randomUUID(),
    signal?: AbortSignal,
  ): Promise<Response> {
    return fetch(`${this.#url(service)}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  /** What a service answers that takes the request on: while it sheds (503) it is asked again, with the same key. */
  #taken(service: string, path: string, body: object, key: string = randomUUID()): Promise<Response> {
    return eventually(`${service} to have time for POST ${path}`, async () => {
      const answer = await this.post(service, path, body, key);
      if (answer.status !== 503) return answer;
      await sleep(Number(answer.headers.get('retry-after') ?? '1') * 1_000);
      return undefined;
    });
  }

  #url(service: string): string {
    const url = this.#urls[service];
    if (url === undefined) throw new Error(`The shop has no ${service}.`);
    return url;
  }
}

/** Asks again until there is an answer. Fails after 30 s, naming what was still missing. */
export const eventually = async <Value>(
  what: string | (() => string),
  ask: () => Promise<Value | undefined>,
  withinMs = WITHIN_MS,
): Promise<Value> => {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > endsAt) {
      throw new Error(`Waited ${String(withinMs / 1_000)} s for ${typeof what === 'string' ? what : what()}.`);
    }
    await sleep(20);
  }
};

const unexpected = async (what: string, answer: Response): Promise<Error> =>
  new Error(`${what} was answered ${String(answer.status)}: ${await answer.text()}`);
