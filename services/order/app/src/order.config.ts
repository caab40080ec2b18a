import type { ServiceConfig } from '@tidemark/platform';

/** What the order service is told by its environment. */
export interface OrderConfig extends ServiceConfig {
  /** How long a customer's payment may take before the order is undone. */
  readonly PAYMENT_DEADLINE_MS: number;
  /** How long another service may be silent before it is asked again; doubles from attempt to attempt. */
  readonly RESEND_FIRST_MS: number;
}
