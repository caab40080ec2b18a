import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
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

interface WebhookDelivery {
  readonly target: WebhookTarget;
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
  readonly #agent = new Agent({ connections: 32 });
  #target: WebhookTarget | undefined;

  constructor(target: WebhookTarget | undefined, options: WebhookOptions) {
    this.#target = target;
    this.#options = options;
  }

  sendTo(target: WebhookTarget | undefined): void {
    this.#target = target;
  }

  /** Resolves when the first attempt of each copy is answered or has failed; further attempts go on behind it. */
  async announce(type: WebhookType, data: ChargeRecord | RefundRecord | VoidRecord, copies = 1): Promise<void> {
    const target = this.#target;
    if (target === undefined) return;
    const eventId = `evt_${randomUUID()}`;
    const event = { id: eventId, type, createdAt: new Date().toISOString(), data: withoutFingerprint(data) };
    const delivery: WebhookDelivery = { target, eventId, body: JSON.stringify(event) };
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
  async #post({ target, body }: WebhookDelivery): Promise<string | undefined> {
    const { answerWithinMs } = this.#options;
    const headers = {
      'content-type': 'application/json',
      'psp-signature': signWebhook(target.secret, Math.floor(Date.now() / 1000), body),
    };
    const timeLimit = AbortSignal.timeout(answerWithinMs);
    try {
      const answer = await request(target.url, {
        method: 'POST',
        dispatcher: this.#agent,
        headers,
        body,
        signal: timeLimit,
      });
      await answer.body.dump();
      const { statusCode } = answer;
      return statusCode >= 200 && statusCode < 300 ? undefined : `it was answered with ${String(statusCode)}`;
    } catch (error) {
      if (timeLimit.aborted) return `it was not answered within ${String(answerWithinMs)} ms`;
      return error instanceof Error ? error.message : String(error);
    }
  }
}
