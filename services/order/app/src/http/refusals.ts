import type { FulfillmentRejection, OrderRejection } from '@tidemark/order-domain';
import type { Answer, Problem } from '@tidemark/platform';
import { problem, refused } from '@tidemark/platform';

type Code = OrderRejection['code'] | FulfillmentRejection['code'];

const statusOf = {
  NO_LINES: 400,
  INVALID_QUANTITY: 400,
  DUPLICATE_SKU: 422,
  UNKNOWN_SKU: 422,
  MIXED_CURRENCIES: 422,
  TOTAL_TOO_LARGE: 422,
  ORDER_UNKNOWN: 404,
  ORDER_ALREADY_SHIPPED: 409,
} as const satisfies Readonly<Record<Code, number>>;

const detailOf = {
  NO_LINES: 'lines: must have at least 1 line.',
  INVALID_QUANTITY: 'lines: a quantity must be a whole number of at least 1.',
  DUPLICATE_SKU: 'lines: name each product once, with its whole quantity.',
  UNKNOWN_SKU:
    'lines: the catalog does not know this product; it may be too new, so the same request may be sent again.',
  MIXED_CURRENCIES: 'lines: the products are priced in several currencies; order them apart.',
  TOTAL_TOO_LARGE: 'lines: the total is more than an order can hold; order less.',
  ORDER_UNKNOWN: 'There is no order with this id.',
  ORDER_ALREADY_SHIPPED: 'The order has left the house and can no longer be canceled; return the goods instead.',
} as const satisfies Readonly<Record<Code, string>>;

/** The answer to a command that the rules refuse. An unknown product may be known a moment later. */
export const refusalOf = (rejection: OrderRejection | FulfillmentRejection): Answer =>
  refused(problemOf(rejection), { forget: rejection.code === 'UNKNOWN_SKU' || rejection.code === 'ORDER_UNKNOWN' });

export const problemOf = ({ code, ...values }: OrderRejection | FulfillmentRejection): Problem =>
  problem(statusOf[code], code, detailOf[code], values);
