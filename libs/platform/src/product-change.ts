import { z } from 'zod';

const productRow = z.object({
  sku: z.string(),
  name: z.string(),
  price_minor: z.int().describe('Price of one piece in minor units of the currency.'),
  currency: z.string().describe('ISO 4217 code.'),
  version: z.int().describe('Of two changes of a row, the one with the greater version is the newer.'),
});

/** `ProductChange` as a form to hold records against; the published description of its topic is made of it too. */
export const productChangeForm = z.object({
  before: productRow.partial().nullable().describe('The row as it was; null when there was none.'),
  after: productRow.nullable().describe('The row as it is; null when it was deleted.'),
  op: z.enum(['c', 'u', 'd', 'r']).describe('Created, updated, deleted, or read when the connector first looked.'),
  ts_ms: z.number().describe('When the connector saw the change, in milliseconds since 1970.'),
});
