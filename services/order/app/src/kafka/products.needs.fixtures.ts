import type { ProductChange } from '@tidemark/contracts';
import type { MessageNeed } from '@tidemark/pacts';
import { currencyCode, integer, orNull, record, text } from '@tidemark/pacts';

const row = { sku: 'lamp', name: 'Lamp', price_minor: 2_500, currency: 'EUR', version: 7 };

/** The whole row before and after: a deletion is known by what was deleted, and its version orders it. */
export const productNeeds: MessageNeed<ProductChange> & { readonly from: string } = {
  from: 'inventory',
  reads: {
    before: orNull(record({ sku: text, name: text, price_minor: integer, currency: currencyCode, version: integer })),
    after: orNull(record({ sku: text, name: text, price_minor: integer, currency: currencyCode, version: integer })),
  },
  examples: [
    { before: null, after: row, op: 'c', ts_ms: 1_767_225_600_000 },
    { before: row, after: { ...row, price_minor: 2_400, version: 8 }, op: 'u', ts_ms: 1_767_225_600_001 },
    { before: row, after: null, op: 'd', ts_ms: 1_767_225_600_002 },
  ],
};
