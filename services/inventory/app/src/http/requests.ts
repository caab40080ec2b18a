import { z } from 'zod';

const MAX_PRICE_MINOR = 1_000_000_000_000;
const MAX_PIECES = 1_000_000;
const LONGEST_LIST = 100;

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u;

const wholeNumber = (min: number, max: number) =>
  z
    .int('must be a whole number')
    .min(min, `must be at least ${String(min)}`)
    .max(max, `must be at most ${String(max)}`);

const sku = z
  .string('must be text')
  .regex(SKU, 'must be 1 to 64 letters, digits, dots, underscores or hyphens, and begin with a letter or digit');

/** The body of PUT /products/{sku}. */
export const replaceProductRequest = z.strictObject({
  name: z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters long')
    // Postgres cannot keep it.
    .refine((name) => !name.includes('\0'), 'must not contain the character NUL'),
  priceMinor: wholeNumber(0, MAX_PRICE_MINOR),
  currency: z.string('must be text').regex(/^[A-Z]{3}$/u, 'must be an ISO 4217 currency code such as EUR'),
});

export type ReplaceProductRequest = z.infer<typeof replaceProductRequest>;

/** The body of POST /products. */
export const createProductRequest = z.strictObject({ sku, ...replaceProductRequest.shape });

export type CreateProductRequest = z.infer<typeof createProductRequest>;

/** The body of POST /products/{sku}/receipts. */
export const receiptRequest = z.strictObject({ quantity: wholeNumber(1, MAX_PIECES) });

export type ReceiptRequest = z.infer<typeof receiptRequest>;

/** The body of POST /products/{sku}/counts. */
export const countRequest = z.strictObject({ counted: wholeNumber(0, MAX_PIECES * MAX_PIECES) });

export type CountRequest = z.infer<typeof countRequest>;

/** The SKU in a path. */
export const skuParameter = z.strictObject({ sku });

export type SkuParameter = z.infer<typeof skuParameter>;

/** The query of GET /products; the cursor comes out as the SKU that it stands for. */
export const listProductsQuery = z.strictObject({
  cursor: z
    .string('must be text')
    .transform((cursor) => Buffer.from(cursor, 'base64url').toString('utf8'))
    .pipe(z.string().regex(SKU, 'must be the cursor of an earlier page'))
    .optional(),
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(LONGEST_LIST, `must be at most ${String(LONGEST_LIST)}`)
    .default(20),
});

export type ListProductsQuery = z.infer<typeof listProductsQuery>;
