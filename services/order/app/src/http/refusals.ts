import { assertNever } from '@tidemark/kernel';
import type { FulfillmentRejection, OrderLine, OrderRejection, PlaceOrder } from '@tidemark/order-domain';
import type { Answer, FieldError, Problem } from '@tidemark/platform';
import { fieldErrors, problem, refusalsOf, refused } from '@tidemark/platform';
import { z } from 'zod';
import { statuses } from './operations.requests.ts';

type Code = OrderRejection['code'] | FulfillmentRejection['code'];

const statusOf = {
  NO_LINES: 400,
  INVALID_QUANTITY: 400,
  DUPLICATE_SKU: 422,
  UNKNOWN_SKU: 422,
  MIXED_CURRENCIES: 422,
  TOTAL_TOO_LARGE: 422,
  NOTHING_TO_PAY: 422,
  ORDER_UNKNOWN: 404,
  ORDER_ALREADY_SHIPPED: 409,
  NOTHING_TO_ASK_AGAIN: 409,
  PAYMENT_NOT_ASKED_AGAIN: 409,
  NOT_UNDOING: 409,
  ANSWER_NOT_OUTSTANDING: 409,
} as const satisfies Readonly<Record<Code, number>>;

const detailOf = {
  NO_LINES: 'lines: must have at least 1 line.',
  INVALID_QUANTITY: 'lines: a quantity must be a whole number of at least 1.',
  DUPLICATE_SKU: 'lines: name each product once, with its whole quantity.',
  UNKNOWN_SKU:
    'lines: the catalog does not know this product; it may be too new, so the same request may be sent again.',
  MIXED_CURRENCIES: 'lines: the products are priced in several currencies; order them apart.',
  TOTAL_TOO_LARGE: 'lines: the total is more than an order can hold; order less.',
  NOTHING_TO_PAY: 'lines: the order costs nothing, which cannot be paid; order something that has a price.',
  ORDER_UNKNOWN: 'There is no order with this id.',
  ORDER_ALREADY_SHIPPED: 'The order has left the house and can no longer be canceled; return the goods instead.',
  NOTHING_TO_ASK_AGAIN:
    'The fulfillment waits for nobody: it rests or has come to its end, so there is nothing to ask.',
  PAYMENT_NOT_ASKED_AGAIN:
    'The card token was not kept, so the payment is not asked for again; payment repeats its call itself. Undo, or wait for the deadline.',
  NOT_UNDOING: 'Only an undo can be settled outside, and this order is not being undone: undo it first.',
  ANSWER_NOT_OUTSTANDING: 'This undo is answered already or was never asked for; name one that is outstanding.',
} as const satisfies Readonly<Record<Code, string>>;

const skus = z.array(z.string()).min(1);
const undos = z.array(z.enum(['payment', 'stock']));
const fulfillment = z.enum(statuses);

/** What a problem has beside the members that every problem has. */
const carriedBy = {
  NO_LINES: fieldErrors,
  INVALID_QUANTITY: { ...fieldErrors, skus },
  DUPLICATE_SKU: { ...fieldErrors, skus },
  UNKNOWN_SKU: { ...fieldErrors, skus },
  MIXED_CURRENCIES: { ...fieldErrors, currencies: z.array(z.string()).min(2) },
  TOTAL_TOO_LARGE: fieldErrors,
  NOTHING_TO_PAY: fieldErrors,
  ORDER_UNKNOWN: { orderId: z.uuid() },
  ORDER_ALREADY_SHIPPED: {},
  NOTHING_TO_ASK_AGAIN: { fulfillment },
  PAYMENT_NOT_ASKED_AGAIN: {},
  NOT_UNDOING: { fulfillment },
  ANSWER_NOT_OUTSTANDING: { answer: z.enum(['payment', 'stock']), outstanding: undos },
} as const satisfies Readonly<Record<Code, z.core.$ZodLooseShape>>;

/** Picks what a route refuses, for its description. */
export const refusing = refusalsOf<Code>(statusOf, carriedBy);

/** What of PlaceOrder a refusal points into: the lines as they were sent, and what they were priced by. */
export type PlacedInput = Pick<PlaceOrder, 'lines' | 'prices'>;

/** The answer to an order that the rules refuse, naming each field and its rule. An unknown product may be known later. */
export const placementRefusalOf = (rejection: OrderRejection, input: PlacedInput): Answer => {
  const { code, ...values } = rejection;
  const errors = brokenFields(rejection, input);
  return refused(problem(statusOf[code], code, detailOf[code], { ...values, errors }), {
    forget: code === 'UNKNOWN_SKU',
  });
};

/** The answer to a wish that the fulfillment refuses. What depends on how far it is may be granted a moment later. */
export const refusalOf = (rejection: FulfillmentRejection, orderId: string): Answer => {
  const { code, ...values } = rejection;
  const stated =
    code === 'ORDER_UNKNOWN' ? unknownOrder(orderId) : problem(statusOf[code], code, detailOf[code], values);
  return refused(stated, { forget: mayHeal.has(code) });
};

export const unknownOrder = (orderId: string, detail: string = detailOf.ORDER_UNKNOWN): Problem =>
  problem(statusOf.ORDER_UNKNOWN, 'ORDER_UNKNOWN', detail, { orderId });

const mayHeal: ReadonlySet<Code> = new Set([
  'ORDER_UNKNOWN',
  'NOTHING_TO_ASK_AGAIN',
  'PAYMENT_NOT_ASKED_AGAIN',
  'NOT_UNDOING',
]);

const brokenFields = (rejection: OrderRejection, { lines, prices }: PlacedInput): readonly FieldError[] => {
  switch (rejection.code) {
    case 'NO_LINES':
      return [{ field: 'lines', rule: 'must have at least 1 line' }];
    case 'INVALID_QUANTITY':
      return atLines(lines, 'quantity', 'must be a whole number of at least 1', ({ quantity }) => !isCount(quantity));
    case 'DUPLICATE_SKU':
      return atLines(lines, 'sku', 'must stand on one line only', ({ sku }, index) => firstOf(lines, sku) < index);
    case 'UNKNOWN_SKU':
      return atLines(lines, 'sku', 'must be a product of the catalog', ({ sku }) => !prices.has(sku));
    case 'MIXED_CURRENCIES': {
      const currency = prices.get(lines[0]?.sku ?? '')?.currency ?? '';
      const rule = `must be priced in ${currency}, as the first line is`;
      return atLines(lines, 'sku', rule, ({ sku }) => prices.get(sku)?.currency !== currency);
    }
    case 'TOTAL_TOO_LARGE':
      return [{ field: 'lines', rule: `must cost at most ${Number.MAX_SAFE_INTEGER} minor units together` }];
    case 'NOTHING_TO_PAY':
      return [{ field: 'lines', rule: 'must cost at least 1 minor unit together' }];
    default:
      return assertNever(rejection);
  }
};

const atLines = (
  lines: readonly OrderLine[],
  property: keyof OrderLine,
  rule: string,
  breaks: (line: OrderLine, index: number) => boolean,
): readonly FieldError[] =>
  lines.flatMap((line, index) => (breaks(line, index) ? [{ field: `lines[${index}].${property}`, rule }] : []));

const isCount = (quantity: number): boolean => Number.isSafeInteger(quantity) && quantity >= 1;

const firstOf = (lines: readonly OrderLine[], sku: string): number => lines.findIndex((line) => line.sku === sku);
