import type { StockRejection } from '@tidemark/inventory-domain';
import type { Answer, FieldError, Problem } from '@tidemark/platform';
import { fieldErrors, problem, refusalsOf, refused } from '@tidemark/platform';
import { z } from 'zod';

/** Why a request was refused, with the values that its caller needs. */
export type Refusal =
  | { readonly code: 'PRODUCT_UNKNOWN' | 'PRODUCT_EXISTS' | 'PRODUCT_CHANGED'; readonly sku: string }
  | { readonly code: 'PRECONDITION_REQUIRED' }
  | (StockRejection & { readonly sku: string });

const statusOf = {
  PRODUCT_UNKNOWN: 404,
  PRODUCT_EXISTS: 409,
  PRODUCT_CHANGED: 412,
  PRECONDITION_REQUIRED: 428,
  COUNT_BELOW_RESERVED: 409,
} as const satisfies Readonly<Record<Refusal['code'], number>>;

const detailOf = {
  PRODUCT_UNKNOWN: 'There is no product with this SKU; create it with POST /products.',
  PRODUCT_EXISTS: 'sku: there is a product with this SKU; change it with PUT /products/{sku}, or choose another SKU.',
  PRODUCT_CHANGED: 'If-Match: the product is another version by now; read it again and decide anew.',
  PRECONDITION_REQUIRED: 'If-Match: is required: send the ETag of the product as you last read it.',
  COUNT_BELOW_RESERVED:
    'counted: is less than what is reserved for orders; release some of them first, or count again.',
} as const satisfies Readonly<Record<Refusal['code'], string>>;

/** The field of the request that a refusal is about; what an address names has no field. */
const errorsOf = {
  PRODUCT_UNKNOWN: [],
  PRODUCT_EXISTS: [{ field: 'sku', rule: 'must be the SKU of no product yet' }],
  PRODUCT_CHANGED: [{ field: 'If-Match', rule: 'must be the ETag of the product as it stands' }],
  PRECONDITION_REQUIRED: [{ field: 'If-Match', rule: 'is required: send the ETag of the product as you last read it' }],
  COUNT_BELOW_RESERVED: [{ field: 'counted', rule: 'must be at least what is reserved for orders' }],
} as const satisfies Readonly<Record<Refusal['code'], readonly FieldError[]>>;

const sku = z.string();

/** What a problem has beside the members that every problem has. */
const carriedBy = {
  PRODUCT_UNKNOWN: { sku },
  PRODUCT_EXISTS: { ...fieldErrors, sku },
  PRODUCT_CHANGED: { ...fieldErrors, sku },
  PRECONDITION_REQUIRED: fieldErrors,
  COUNT_BELOW_RESERVED: { ...fieldErrors, sku, reserved: z.int().min(1) },
} as const satisfies Readonly<Record<Refusal['code'], z.core.$ZodLooseShape>>;

/** Picks what a route refuses, for its description. */
export const refusing = refusalsOf<Refusal['code']>(statusOf, carriedBy);

/** The answer to a command that is refused. An unknown product may be known a moment later. */
export const refusalOf = (refusal: Refusal): Answer =>
  refused(problemOf(refusal), { forget: refusal.code === 'PRODUCT_UNKNOWN' });

export const problemOf = ({ code, ...values }: Refusal): Problem => {
  const errors = errorsOf[code];
  return problem(statusOf[code], code, detailOf[code], { ...values, ...(errors.length > 0 && { errors }) });
};
