import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './http.ts';
import { get, post, UnexpectedAnswer } from './http.ts';
import type { Subject } from './look.ts';
import { addressesOf } from './look.ts';
import type { Difference, Fact } from './reading.ts';
import { TRACKING_CODE } from './reading.ts';
import type { ProgramUrls } from './shop.ts';
import type { Story } from './story.ts';

/** What somebody did, for the timeline. */
export interface Act {
  readonly atMs: number;
  readonly what: string;
}

/** A refusal, or an acceptance, that a story depends on. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly code?: string;
}

/** A story cannot go on, because something was not as it must be. */
export class StoryStopped extends Error {
  readonly code = 'DEMO.STORY_STOPPED';
  readonly difference: Difference;

  constructor(difference: Difference) {
    super(`${difference.what} was to be ${String(difference.expected)} and is ${String(difference.found)}.`);
    this.name = 'StoryStopped';
    this.difference = difference;
  }
}

export interface SceneOptions {
  readonly story: Story;
  readonly urls: ProgramUrls;
  /** Part of every name in it, so that no other run meets its goods or its customer. */
  readonly run: string;
  readonly ledgerFrom: number;
  /** When patience ends, on the clock of `performance`. */
  readonly endsAt: number;
}

const LOOK_AGAIN_MS = 100;
const COPIES = 5;

/** One story's own customer, products and order, and what people do with them. Everything goes over HTTP. */
export class Scene implements Subject {
  readonly story: Story;
  readonly urls: ProgramUrls;
  readonly customerId: string;
  readonly emailAddress: string;
  readonly ledgerFrom: number;
  readonly acts: Act[] = [];
  /** What was answered otherwise than it must be, though the story could go on. */
  readonly answeredWrong: Difference[] = [];
  orderId = '';
  /** When the first request was sent that was accepted; before that, when the story began. */
  placedAt = performance.now();
  readonly #run: string;
  readonly #endsAt: number;

  constructor({ story, urls, run, ledgerFrom, endsAt }: SceneOptions) {
    this.story = story;
    this.urls = urls;
    this.customerId = `demo-${story.name}-${run}`;
    this.emailAddress = `${story.name}.${run}@demo.example`;
    this.ledgerFrom = ledgerFrom;
    this.#run = run;
    this.#endsAt = endsAt;
  }

  skuOf = (goodsName: string): string => `demo-${goodsName}-${this.story.name}-${this.#run}`;

  /** Puts the story's products on the shelf. */
  async prepare(): Promise<void> {
    await Promise.all(
      this.story.goods.map(async ({ name, priceMinor, onHand }) => {
        const products = `${this.urls.inventory}/products`;
        const sku = this.skuOf(name);
        await this.#mustPost(products, { sku, name, priceMinor, currency: 'EUR' }, { status: 201 });
        await this.#mustPost(`${products}/${sku}/receipts`, { quantity: onHand }, { status: 200 });
      }),
    );
  }

  /** Orders everything the story asks for. */
  async place(): Promise<void> {
    await this.#placeOnce(randomUUID());
    this.#acted('POST /orders answered 202');
  }

  /** Sends one request five times at the same moment, and each again while it is told that the first is under way. */
  async placeFiveTimesAtOnce(): Promise<void> {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: COPIES }, () => this.#placeOnce(key)));
    const shown = answers.map(({ status, headers, body }) =>
      JSON.stringify({ status, location: headers.get('location'), etag: headers.get('etag'), body }),
    );
    this.#acted(`POST /orders answered ${shown[0] ?? ''}, ${String(COPIES)} times`);
    const distinct = [...new Set(shown)].join(' and ');
    this.#expect(`answer: to ${String(COPIES)} equal requests`, shown[0] ?? '', distinct, `${this.urls.order}/orders`);
  }

  /** Waits until the fulfillment has this state. */
  async until(status: string): Promise<void> {
    const where = addressesOf(this).fulfillment;
    let found: Fact = null;
    while (performance.now() < this.#endsAt) {
      const answer = await get(where).catch(() => undefined);
      found = (answer?.body as { readonly status?: string } | undefined)?.status ?? null;
      if (found === status) return;
      // What was abandoned stays abandoned: waiting longer shows nothing new.
      if (found === 'Abandoned') break;
      await sleep(LOOK_AGAIN_MS);
    }
    throw new StoryStopped({ what: 'fulfillment: status', expected: status, found, where });
  }

  async cancel(expected: ExpectedAnswer): Promise<void> {
    await this.#act('order', `/orders/${this.orderId}/cancellation`, { reason: 'demo' }, expected);
  }

  /** Hands the parcel to the carrier. Shipping may hear a moment later than we do that the order is confirmed. */
  async dispatch(): Promise<void> {
    await this.#act(
      'shipping',
      `/shipments/${this.orderId}/dispatch`,
      { trackingCode: TRACKING_CODE },
      { status: 200 },
    );
  }

  async deliver(): Promise<void> {
    await this.#act('shipping', `/shipments/${this.orderId}/delivery`, {}, { status: 200 });
  }

  /** A product that is new, and a request that is under way, are asked for again with the same key. */
  async #placeOnce(key: string): Promise<Answer> {
    const url = `${this.urls.order}/orders`;
    const { story, customerId, emailAddress } = this;
    const body = {
      customerId,
      emailAddress,
      cardToken: story.cardToken,
      address: {
        recipient: 'Ada Lovelace',
        street: 'Analytical Way 1',
        postalCode: '10115',
        city: 'Berlin',
        country: story.country,
      },
      lines: story.goods.map(({ name, ordered }) => ({ sku: this.skuOf(name), quantity: ordered })),
    };
    const { answer, sentAt } = await this.#repeated(url, body, key, { status: 202 }, [
      'UNKNOWN_SKU',
      'REQUEST_IN_FLIGHT',
    ]);
    // Of several copies, the first that was answered is the one that placed the order; the others were told of it.
    if (this.orderId === '') {
      this.orderId = (answer.body as { readonly orderId: string }).orderId;
      this.placedAt = sentAt;
    }
    return answer;
  }

  async #act(program: 'order' | 'shipping', path: string, body: object, expected: ExpectedAnswer): Promise<void> {
    const url = `${this.urls[program]}${path}`;
    const { answer } = await this.#repeated(url, body, randomUUID(), expected, ['ORDER_NOT_CONFIRMED']);
    this.#acted(`POST ${path} answered ${shown(answered(answer))}`);
  }

  /** Posts until the answer is the expected one; another one than those that time heals ends the story. */
  async #repeated(
    url: string,
    body: object,
    key: string,
    expected: ExpectedAnswer,
    healing: readonly string[],
  ): Promise<{ readonly answer: Answer; readonly sentAt: number }> {
    for (;;) {
      const sentAt = performance.now();
      const answer = await post(url, body, key);
      const found = answered(answer);
      if (found.status === expected.status && (expected.code ?? found.code) === found.code) return { answer, sentAt };
      const isHealed = found.code !== undefined && healing.includes(found.code);
      if (!isHealed || performance.now() > this.#endsAt) {
        throw new StoryStopped({
          what: 'answer: to a POST',
          expected: shown(expected),
          found: shown(found),
          where: url,
        });
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async #mustPost(url: string, body: object, expected: ExpectedAnswer): Promise<void> {
    const answer = await post(url, body);
    if (answer.status !== expected.status) throw new UnexpectedAnswer('preparing the shelf', url, answer);
  }

  #acted(what: string): void {
    this.acts.push({ atMs: Date.now(), what });
  }

  #expect(what: string, expected: Fact, found: Fact, where: string): void {
    if (expected !== found) this.answeredWrong.push({ what, expected, found, where });
  }
}

/** The status, and the code of a problem. */
const answered = ({ status, body }: Answer): ExpectedAnswer => {
  const { code } = body as { readonly code?: string };
  return { status, ...(code !== undefined && { code }) };
};

const shown = ({ status, code }: ExpectedAnswer): string => `${String(status)}${code === undefined ? '' : ` ${code}`}`;
