import type { ProviderOutcome } from '@tidemark/payment-domain';
import { providerKeyOf } from '@tidemark/payment-domain';
import { z } from 'zod';

/** What a webhook says of one of our charges. */
export interface ProviderEvent {
  /** The same each time the provider sends it. */
  readonly id: string;
  readonly orderId: string;
  readonly outcome: ProviderOutcome;
  /** How much money moved, where the event says so. */
  readonly amountMinor?: number;
}

const KEY_PREFIX = providerKeyOf('');

/** The order that a charge was made for; the key of every charge is derived from it. */
const orderOfKey = z
  .string()
  .startsWith(KEY_PREFIX, 'must be the key of one of our charges')
  .transform((key) => key.slice(KEY_PREFIX.length))
  .pipe(z.uuid('must be the key of one of our charges'));

const id = z.string().regex(/^[\x21-\x7e]{1,100}$/u, 'must be 1 to 100 visible ASCII characters');
const reference = z.string().min(1);
const amountMinor = z.int().positive();

/** The body of POST /psp/webhook. */
export const providerEvent: z.ZodType<ProviderEvent> = z.discriminatedUnion('type', [
  z
    .object({ id, type: z.literal('charge.captured'), data: z.object({ id: reference, key: orderOfKey, amountMinor }) })
    .transform(({ id, data }) => ({
      id,
      orderId: data.key,
      outcome: { kind: 'captured' as const, providerReference: data.id },
      amountMinor: data.amountMinor,
    })),
  z
    .object({ id, type: z.literal('charge.declined'), data: z.object({ key: orderOfKey, declineCode: reference }) })
    .transform(({ id, data }) => ({
      id,
      orderId: data.key,
      outcome: { kind: 'declined' as const, declineCode: data.declineCode },
    })),
  z
    .object({ id, type: z.literal('charge.voided'), data: z.object({ key: orderOfKey }) })
    .transform(({ id, data }) => ({ id, orderId: data.key, outcome: { kind: 'voided' as const } })),
  z
    .object({
      id,
      type: z.literal('refund.succeeded'),
      data: z.object({ chargeKey: orderOfKey, chargeId: reference, amountMinor }),
    })
    .transform(({ id, data }) => ({
      id,
      orderId: data.chargeKey,
      outcome: { kind: 'refunded' as const, providerReference: data.chargeId },
      amountMinor: data.amountMinor,
    })),
  z
    .object({
      id,
      type: z.literal('void.recorded'),
      data: z.discriminatedUnion('outcome', [
        z.object({ outcome: z.literal('voided'), chargeKey: orderOfKey }),
        z.object({ outcome: z.literal('refunded'), chargeKey: orderOfKey, chargeId: reference }),
      ]),
    })
    .transform(({ id, data }) => ({
      id,
      orderId: data.chargeKey,
      outcome:
        data.outcome === 'refunded'
          ? { kind: 'refunded' as const, providerReference: data.chargeId }
          : { kind: 'voided' as const },
    })),
]);
