import type { ServiceConfig } from '@tidemark/platform';

/** What the payment service is told by its environment. */
export interface PaymentConfig extends ServiceConfig {
  /** Where the payment provider answers. */
  readonly PSP_URL: string;
  /** After this long without an answer the outcome of a call is unknown, and the call is repeated. */
  readonly PSP_TIMEOUT_MS: number;
  /** What the provider signs its webhooks with; without it they are not accepted. */
  readonly PSP_WEBHOOK_SECRET?: string | undefined;
}
