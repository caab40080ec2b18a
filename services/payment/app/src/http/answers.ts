import { z } from 'zod';
import type { PaymentReading } from '../payments.queries.ts';
import { paymentStatuses } from './refusals.ts';

const orderId = z.uuid();
const at = z.iso.datetime();
const currency = z.string().regex(/^[A-Z]{3}$/u);
const amountMinor = z.int().min(1);
const sum = z.int().min(0);

const told = { version: z.int().min(1), orderId, recordedAt: at, actor: z.string() };

/** What happened, without the card token, which stays where it is needed. */
const fact = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('PaymentRequested'), ...told, amountMinor, currency, providerKey: z.string() }),
  z.strictObject({ type: z.literal('PaymentCaptured'), ...told, amountMinor, currency, providerReference: z.string() }),
  z.strictObject({ type: z.literal('PaymentDeclined'), ...told, declineCode: z.string() }),
  z.strictObject({ type: z.literal('PaymentRefundRequested'), ...told }),
  z.strictObject({ type: z.literal('PaymentRefunded'), ...told, amountMinor, currency }),
  z.strictObject({ type: z.literal('PaymentVoided'), ...told }),
]);

/** The compiler keeps every property of a reading in it. */
export const paymentReading = z.strictObject({
  orderId,
  status: z.enum(paymentStatuses),
  currency: currency.nullable(),
  requestedMinor: sum,
  capturedMinor: sum,
  refundedMinor: sum,
  providerReference: z.string().nullable(),
  declineCode: z.string().nullable(),
  history: z.array(fact).min(1),
} satisfies Readonly<Record<keyof PaymentReading, z.ZodType>>);

const entry = z.strictObject({
  entryId: z.string(),
  position: z.int().min(1),
  orderId,
  account: z.enum(['provider-receivable', 'customer-payments']),
  side: z.enum(['debit', 'credit']),
  amountMinor,
  currency,
  bookedAt: at,
});

export const ledgerPage = z.strictObject({
  entries: z.array(entry).max(500),
  totals: z.array(z.strictObject({ currency, debitsMinor: sum, creditsMinor: sum })).optional(),
  cursor: z.string().nullable(),
});
