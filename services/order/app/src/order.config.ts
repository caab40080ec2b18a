import { standardFulfillment } from '@tidemark/order-domain';
import { serviceConfig, wholeNumber } from '@tidemark/platform/config';
import type { z } from 'zod';

const ONE_DAY_MS = 86_400_000;

/** What the order service is told by its environment. */
export const orderConfig = (defaults: { readonly port: number }) =>
  serviceConfig(defaults).extend({
    PAYMENT_DEADLINE_MS: wholeNumber(1_000, ONE_DAY_MS)
      .default(standardFulfillment.paymentDeadlineMs)
      .describe("How long a customer's payment may take before the order is undone."),
    RESEND_FIRST_MS: wholeNumber(100, standardFulfillment.resendCapMs)
      .default(standardFulfillment.resendFirstMs)
      .describe('How long another service may be silent before it is asked again; doubles from attempt to attempt.'),
  });

export type OrderConfig = z.infer<ReturnType<typeof orderConfig>>;
