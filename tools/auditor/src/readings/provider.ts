import { z } from 'zod';
import type { ProviderReading } from '../order-case.ts';

const page = z.object({
  entries: z.array(
    z.object({
      type: z.enum(['charge', 'refund', 'void']),
      sequence: z.number(),
      status: z.string().optional(),
      key: z.string().nullish(),
      chargeKey: z.string().nullish(),
      reference: z.string().nullish(),
      amountMinor: z.number(),
      currency: z.string().nullish(),
      createdAt: z.string(),
    }),
  ),
  next: z.number().nullable(),
});

export type LedgerEntry = z.infer<typeof page>['entries'][number];

const PAGE = 1_000;

/** The provider's own ledger, from its first entry to its last. Fails when the provider does not answer. */
export const readLedger = async (pspUrl: string): Promise<readonly LedgerEntry[]> => {
  const entries: LedgerEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const url = `${pspUrl}/v1/ledger?after=${after}&limit=${PAGE}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    const found: z.infer<typeof page> = page.parse(await answer.json());
    entries.push(...found.entries);
    after = found.next;
  }
  return entries;
};

const KEY = /^capture-(.+)$/u;

/** Whose entry it is: the reference that the charge was made with, or, of a void without a charge, its key. */
export const orderOfEntry = ({ reference, key, chargeKey }: LedgerEntry): string | undefined =>
  reference ?? KEY.exec(chargeKey ?? key ?? '')?.[1];

/** What the provider says of each order. */
export const byOrder = (entries: readonly LedgerEntry[]): ReadonlyMap<string, ProviderReading> => {
  const orders = new Map<string, { captured: number[]; refunded: number[]; voids: number; currency: string }>();
  for (const entry of entries) {
    const orderId = orderOfEntry(entry);
    if (orderId === undefined) continue;
    const known = orders.get(orderId) ?? { captured: [], refunded: [], voids: 0, currency: '' };
    orders.set(orderId, known);
    known.currency = entry.currency ?? known.currency;
    if (entry.type === 'charge' && entry.status === 'captured') known.captured.push(entry.amountMinor);
    if (entry.type === 'refund') known.refunded.push(entry.amountMinor);
    if (entry.type === 'void') known.voids += 1;
  }
  return orders;
};
