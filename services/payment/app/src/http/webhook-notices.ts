import type { ProviderOutcome } from '@tidemark/payment-domain';
import { providerKeyOf } from '@tidemark/payment-domain';
import { z } from 'zod';

/** What a webhook says of one of our charges. */
export interface ProviderNotice {
  /** The same each time the provider sends it. */
  readonly id: string;
  readonly orderId: string;
  /** Where it names the charge, for who is to be told that we know none. */
  readonly keyField: 'data.key' | 'data.chargeKey';
  readonly outcome: ProviderOutcome;
  /** How much money moved, where the notice says so. */
  readonly amountMinor?: number;
}

const KEY_PREFIX = providerKeyOf('');

/** The order that a charge was made for; the key of every charge is derived from it. */
const orderOfKey = z
  .string('must be text')
  .startsWith(KEY_PREFIX, 'must be the key of one of our charges')
  .transform((key) => key.slice(KEY_PREFIX.length))
  .pipe(z.uuid('must be the key of one of our charges'));

const id = z.string('must be text').regex(/^[\x21-\x7e]{1,100}$/u, 'must be 1 to 100 visible ASCII characters');
const reference = z.string('must be text').min(1, 'must not be empty');
const amountMinor = z.int('must be a whole number').min(1, 'must be at least 1');
const oneOfTheKinds: z.core.$ZodErrorMap = ({ code }) =>
  code === 'invalid_union' ? 'must be a kind of notice that the provider sends' : undefined;

/** The body of POST /psp/webhook. */
export const providerNotice: z.ZodType<ProviderNotice> = z.discriminatedUnion(
  'type',
  [
    z
      .object({
        id,
        type: z.literal('charge.captured'),
        data: z.object({ id: reference, key: orderOfKey, amountMinor }),
      })
      .transform(({ id, data }) => ({
        id,
        orderId: data.key,
        keyField: 'data.key' as const,
        outcome: { kind: 'captured' as const, providerReference: data.id },
        amountMinor: data.amountMinor,
      })),
    z
      .object({ id, type: z.literal('charge.declined'), data: z.object({ key: orderOfKey, declineCode: reference }) })
      .transform(({ id, data }) => ({
        id,
        orderId: data.key,
        keyField: 'data.key' as const,
        outcome: { kind: 'declined' as const, declineCode: data.declineCode },
      })),
    z
      .object({ id, type: z.literal('charge.voided'), data: z.object({ key: orderOfKey }) })
      .transform(({ id, data }) => ({
        id,
        orderId: data.key,
        keyField: 'data.key' as const,
        outcome: { kind: 'voided' as const },
      })),
    z
      .object({
        id,
        type: z.literal('refund.succeeded'),
        data: z.object({ chargeKey: orderOfKey, chargeId: reference, amountMinor }),
      })
      .transform(({ id, data }) => ({
        id,
        orderId: data.chargeKey,
        keyField: 'data.chargeKey' as const,
        outcome: { kind: 'refunded' as const, providerReference: data.chargeId },
        amountMinor: data.amountMinor,
      })),
    z
      .object({
        id,
        type: z.literal('void.recorded'),
        data: z.discriminatedUnion(
          'outcome',
          [
            z.object({ outcome: z.literal('voided'), chargeKey: orderOfKey }),
            z.object({ outcome: z.literal('refunded'), chargeKey: orderOfKey, chargeId: reference }),
          ],
          { error: oneOfTheKinds },
        ),
      })
      .transform(({ id, data }) => ({
        id,
        orderId: data.chargeKey,
        keyField: 'data.chargeKey' as const,
        outcome:
          data.outcome === 'refunded'
            ? { kind: 'refunded' as const, providerReference: data.chargeId }
            : { kind: 'voided' as const },
      })),
  ],
  { error: oneOfTheKinds },
);
