import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ProblemError } from './problem.ts';
import type { BrokenRule } from './problem.ts';

const wholeAmount = 'must be a whole number of minor units greater than 0';
const amountMinor = z.int({ error: wholeAmount }).positive({ error: wholeAmount });

const keyRule = 'must be 1 to 255 printable ASCII characters';
const idempotencyKey = z.string({ error: keyRule }).regex(/^[\x21-\x7e]{1,255}$/, { error: keyRule });

const shortText = 'must be a text of 1 to 200 characters';
const text = z.string({ error: shortText }).min(1, { error: shortText }).max(200, { error: shortText });

const currencyRule = 'must be an ISO 4217 code of three capital letters';

export const chargeRequest = z.strictObject({
  amountMinor,
  currency: z.string({ error: currencyRule }).regex(/^[A-Z]{3}$/, { error: currencyRule }),
  cardToken: text,
  reference: text,
});
export type ChargeRequest = z.infer<typeof chargeRequest>;

export const voidRequest = z.strictObject({ chargeKey: idempotencyKey });

const oneOfTwo = 'must be given, or chargeKey instead of it, but not both';
export const refundRequest = z
  .strictObject({ chargeId: text.optional(), chargeKey: idempotencyKey.optional(), amountMinor })
  .refine((refund) => (refund.chargeId === undefined) !== (refund.chargeKey === undefined), {
    path: ['chargeId'],
    error: oneOfTwo,
  });
export type RefundRequest = z.infer<typeof refundRequest>;

export const chargeByKeyParameters = z.strictObject({ key: idempotencyKey });

function digits(rule: string, minimum: number, maximum: number) {
  return z
    .string({ error: rule })
    .regex(/^\d{1,15}$/, { error: rule })
    .transform(Number)
    .pipe(z.int().min(minimum, { error: rule }).max(maximum, { error: rule }));
}

export const ledgerQuery = z.strictObject({
  after: digits('must be the sequence number of an entry, or 0', 0, Number.MAX_SAFE_INTEGER).default(0),
  limit: digits('must be a whole number from 1 to 1000', 1, 1000).default(100),
});

const rateRule = 'must be a number from 0 to 1';
const latencyRule = 'must be a whole number of milliseconds from 0 to 600000';
const switchRule = 'must be true or false';
const longestLatencyMs = 600_000;
export const faultSwitches = z.strictObject({
  errorRate: z.number({ error: rateRule }).min(0, { error: rateRule }).max(1, { error: rateRule }).default(0),
  latencyMs: z
    .int({ error: latencyRule })
    .min(0, { error: latencyRule })
    .max(longestLatencyMs, { error: latencyRule })
    .default(0),
  hang: z.boolean({ error: switchRule }).default(false),
  down: z.boolean({ error: switchRule }).default(false),
});

/** Returns the input in its checked form, or ends the request with a problem that names each field and its rule. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ProblemError('VALIDATION_FAILED', result.error.issues.flatMap(brokenRules));
}

/** The key of a request that must be safe to repeat. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string {
  const result = idempotencyKey.safeParse(headers['idempotency-key']);
  if (result.success) return result.data;
  throw new ProblemError('VALIDATION_FAILED', [{ field: 'Idempotency-Key', rule: keyRule }]);
}

/** Tells two bodies apart without keeping either: the ledger must not contain a card token. */
export function fingerprintOf(request: ChargeRequest | RefundRequest): string {
  const fields = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(fields), 'base64url');
}

function brokenRules(issue: z.core.$ZodIssue): readonly BrokenRule[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({ field, rule: 'is not a known property' }));
  }
  if (issue.path.length === 0) return [{ field: 'body', rule: 'must be a JSON object' }];
  return [{ field: issue.path.join('.'), rule: issue.message }];
}
