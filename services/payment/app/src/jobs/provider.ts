import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import type { JobAttempt } from '@tidemark/process';

export type CaptureCall = Extract<ProviderCall, { kind: 'capture' }>;
export type VoidCall = Extract<ProviderCall, { kind: 'void' }>;
export type RefundCall = Extract<ProviderCall, { kind: 'refund' }>;

/**
 * The payment provider, as payments need it. Each call carries its own key, so making it again is safe and is answered
 * with the first outcome.
 *
 * Fails with {@link ProviderUnclear} when the outcome is unknown: the call may have taken effect, or still may. Fails with
 * `NotAsked` when the provider is left alone for now.
 */
export interface Provider {
  readonly capture: (call: CaptureCall, attempt: JobAttempt) => Promise<ProviderOutcome>;
  readonly void: (call: VoidCall, attempt: JobAttempt) => Promise<ProviderOutcome>;
  readonly refund: (call: RefundCall, attempt: JobAttempt) => Promise<ProviderOutcome>;
}

/** The provider gave no answer that can be believed. Make the same call again, with the same key; never guess. */
export class ProviderUnclear extends Error {
  readonly code = 'PAYMENT.PROVIDER_UNCLEAR';
  readonly call: ProviderCall['kind'];
  readonly orderId: string;

  constructor({ kind, orderId }: Pick<ProviderCall, 'kind' | 'orderId'>, why: string, cause?: unknown) {
    super(`The outcome of ${kind} for order ${orderId} is unknown (${why}); make the same call again with its key.`, {
      cause,
    });
    this.name = 'ProviderUnclear';
    this.call = kind;
    this.orderId = orderId;
  }
}
