import type { PaymentRejection, PaymentStatus } from '@tidemark/payment-domain';
import type { FieldError, Problem } from '@tidemark/platform';
import { fieldErrors, problem, refusalsOf } from '@tidemark/platform';
import { z } from 'zod';

/** Why a request was refused, with the values that its caller needs. */
export type Refusal = PaymentRejection | { readonly code: 'WEBHOOK_DISABLED' | 'SIGNATURE_INVALID' | 'OTHER_AMOUNT' };

type Code = Refusal['code'];

const statusOf = {
  SIGNATURE_INVALID: 401,
  WEBHOOK_DISABLED: 404,
  PAYMENT_UNKNOWN: 404,
  OUTCOME_CONTRADICTED: 409,
  OTHER_AMOUNT: 409,
} as const satisfies Readonly<Record<Code, number>>;

const detailOf = {
  SIGNATURE_INVALID: 'Psp-Signature: must be the signature of this body, made within 5 minutes.',
  WEBHOOK_DISABLED: 'Webhooks are not accepted here; set PSP_WEBHOOK_SECRET to accept them.',
  PAYMENT_UNKNOWN: 'No payment was ever asked for under this order or key.',
  OUTCOME_CONTRADICTED: 'An earlier word of the provider rules this out; nothing was recorded. Compare the ledgers.',
  OTHER_AMOUNT: 'Another amount was asked for; nothing was recorded. Compare the ledgers.',
} as const satisfies Readonly<Record<Code, string>>;

const recorded = {
  Unasked: true,
  Requested: true,
  Voiding: true,
  Captured: true,
  Refunding: true,
  Declined: true,
  Refunded: true,
  Voided: true,
} as const satisfies Readonly<Record<PaymentStatus, true>>;

/** Every status of a payment, kept complete by the compiler. */
export const paymentStatuses = Object.keys(recorded) as readonly PaymentStatus[];

/** What a problem has beside the members that every problem has. */
const carriedBy = {
  SIGNATURE_INVALID: fieldErrors,
  WEBHOOK_DISABLED: {},
  // An address has no field to name; a notice has.
  PAYMENT_UNKNOWN: { errors: fieldErrors.errors.optional() },
  OUTCOME_CONTRADICTED: {
    recorded: z.enum(paymentStatuses),
    outcome: z.enum(['captured', 'declined', 'refunded', 'voided']),
  },
  OTHER_AMOUNT: fieldErrors,
} as const satisfies Readonly<Record<Code, z.core.$ZodLooseShape>>;

/** Picks what a route refuses, for its description. */
export const refusing = refusalsOf<Code>(statusOf, carriedBy);

export const problemOf = ({ code, ...values }: Refusal, errors?: readonly FieldError[]): Problem =>
  problem(statusOf[code], code, detailOf[code], { ...values, ...(errors && { errors }) });
