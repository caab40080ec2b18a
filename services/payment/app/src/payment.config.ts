import { serviceConfig, urlOf, wholeNumber } from '@tidemark/platform/config';
import { z } from 'zod';

/** Shorter than the lease of a job, after which another instance would make the same call. */
const LONGEST_CALL_MS = 10_000;

/** What the payment service is told by its environment. */
export const paymentConfig = (defaults: { readonly port: number }) =>
  serviceConfig(defaults).extend({
    PSP_URL: urlOf('http', 'https').default('http://127.0.0.1:3010').describe('Where the payment provider answers.'),
    PSP_TIMEOUT_MS: wholeNumber(50, LONGEST_CALL_MS)
      .default(5_000)
      .describe('After this long without an answer the outcome of a call is unknown, and the call is repeated.'),
    PSP_WEBHOOK_SECRET: z
      .string()
      .min(16, 'must have 16 characters or more')
      .optional()
      .describe('What the provider signs its webhooks with; without it they are not accepted.'),
  });

export type PaymentConfig = z.infer<ReturnType<typeof paymentConfig>>;
