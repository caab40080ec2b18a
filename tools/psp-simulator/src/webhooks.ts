import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { ChargeRecord, RefundRecord, VoidRecord } from './journal.ts';
import { withoutFingerprint } from './ledger.ts';

export type WebhookType =
  'charge.captured' | 'charge.declined' | 'charge.voided' | 'refund.succeeded' | 'void.recorded';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookOptions {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly answerWithinMs: number;
  readonly onFailure: (failure: {
    readonly eventId: string;
    readonly attempt: number;
    readonly reason: string;
  }) => void;
}

/** A target whose address was read once. */
interface Addressee {
  readonly address: URL;
  readonly secret: string;
}

interface WebhookDelivery extends Addressee {
  readonly eventId: string;
  readonly body: string;
}

/** The value of the header Psp-Signature. The time is signed too, so that an old webhook cannot be sent again. */
export function signWebhook(secret: string, timestampSeconds: number, body: string): string {
  const signature = createHmac('sha256', secret)
    .update(`${String(timestampSeconds)}.${body}`)
    .digest('hex');
  return `t=${String(timestampSeconds)},v1=${signature}`;
}

/** Tells the shop of each outcome, at least once as long as the simulator lives, and in no promised order. */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #closing = new AbortController();
  readonly #agent: Agent;
  #addressee: Addressee | undefined;

  constructor(target: WebhookTarget | undefined, options: WebhookOptions) {
    this.sendTo(target);
    this.#options = options;
    this.#agent = new Agent({ connections: 32, connect: { timeout: options.answerWithinMs } });
  }

  sendTo(target: WebhookTarget | undefined): void {
    this.#addressee = target && { address: new URL(target.url), secret: target.secret };
  }

  /** Resolves when the first attempt of each copy is answered or has failed; further attempts go on behind it. */
  async announce(type: WebhookType, data: ChargeRecord | RefundRecord | VoidRecord, copies = 1): Promise<void> {
    const addressee = this.#addressee;
    if (addressee === undefined) return;
    const eventId = `evt_${randomUUID()}`;
    const event = { id: eventId, type, createdAt: new Date().toISOString(), data: withoutFingerprint(data) };
    const delivery: WebhookDelivery = { ...addressee, eventId, body: JSON.stringify(event) };
    await Promise.all(Array.from({ length: copies }, () => this.#deliver(delivery)));
  }

  close(): void {
    this.#closing.abort();
    void this.#agent.destroy();
  }

  async #deliver(delivery: WebhookDelivery): Promise<void> {
    const delivered = await this.#attempt(delivery, 1);
    if (!delivered) void this.#deliverAgain(delivery);
  }

  async #deliverAgain(delivery: WebhookDelivery): Promise<void> {
    const { attempts, backoffMs } = this.#options;
    for (let attempt = 2; attempt <= attempts; attempt += 1) {
      try {
        await delay(backoffMs * 2 ** (attempt - 2), undefined, { ref: false, signal: this.#closing.signal });
      } catch {
        return; // The simulator closes: a provider that is gone tells nothing.
      }
      if (await this.#attempt(delivery, attempt)) return;
    }
  }

  async #attempt(delivery: WebhookDelivery, attempt: number): Promise<boolean> {
    const reason = await this.#post(delivery);
    if (reason === undefined) return true;
    if (!this.#closing.signal.aborted) this.#options.onFailure({ eventId: delivery.eventId, attempt, reason });
    return false;
  }

  /** Resolves with why the webhook was not accepted, or with undefined when it was. Never rejects. */
  #post({ address: { origin, pathname, search }, secret, body }: WebhookDelivery): Promise<string | undefined> {
    const { answerWithinMs } = this.#options;
    const headers = {
      'content-type': 'application/json',
      'psp-signature': signWebhook(secret, Math.floor(Date.now() / 1000), body),
    };
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      let status = 0;
      const end = (reason?: string): void => {
        clearTimeout(timer);
        resolve(reason);
      };
      // Not `request`: an answer of which only the status counts needs no stream.
      this.#agent.dispatch(
        { origin, path: pathname + search, method: 'POST', headers, body },
        {
          // The time counts from here: a webhook that waits for a free connection has not been sent.
          onRequestStart: (controller) => {
            timer = setTimeout(() => {
              controller.abort(new Error(`it was not answered within ${String(answerWithinMs)} ms`));
            }, answerWithinMs);
          },
          onResponseStart: (_controller, statusCode) => {
            status = statusCode;
          },
          onResponseData: () => undefined,
          onResponseEnd: () => {
            end(status >= 200 && status < 300 ? undefined : `it was answered with ${String(status)}`);
          },
          onResponseError: (_controller, error) => {
            end(error.message);
          },
        },
      );
    });
  }
}
