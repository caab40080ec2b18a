import { z } from 'zod';

const MAX_LINES = 100;
const MAX_QUANTITY = 10_000;

export const text = (max: number) =>
  z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must be at most ${String(max)} characters long`);

/** The body of POST /orders. */
export const placeOrderRequest = z.strictObject({
  customerId: text(100),
  emailAddress: z.email('must be an e-mail address').max(254, 'must be at most 254 characters long'),
  cardToken: z.string('must be text').regex(/^tok_[a-z0-9_]{1,60}$/u, 'must be a card token such as tok_approved'),
  address: z.strictObject({
    recipient: text(200),
    street: text(200),
    postalCode: text(20),
    city: text(100),
    country: z.string('must be text').regex(/^[A-Z]{2}$/u, 'must be an ISO 3166 country code such as DE'),
  }),
  lines: z
    .array(
      z.strictObject({
        sku: text(64),
        quantity: z
          .int('must be a whole number')
          .min(1, 'must be at least 1')
          .max(MAX_QUANTITY, `must be at most ${String(MAX_QUANTITY)}`),
      }),
      'must be a list of lines',
    )
    .min(1, 'must have at least 1 line')
    .max(MAX_LINES, `must have at most ${String(MAX_LINES)} lines`),
});

export type PlaceOrderRequest = z.infer<typeof placeOrderRequest>;

/** The body of POST /orders/{id}/cancellation. */
export const cancelOrderRequest = z.strictObject({
  reason: text(500)
    .nullish()
    .transform((reason) => reason ?? null),
});

export type CancelOrderRequest = z.infer<typeof cancelOrderRequest>;

/** In lower case, as the streams are named. */
export const orderIdParameter = z.uuid('must be a UUID').toLowerCase();

const LONGEST_LIST = 100;

/** Where a page of orders ended. */
export interface OrderCursor {
  readonly placedAt: string;
  readonly orderId: string;
}

export const cursorOf = ({ placedAt, orderId }: OrderCursor): string =>
  Buffer.from(`${placedAt} ${orderId}`).toString('base64url');

const cursorText = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);

const parseCursor = (cursor: string): OrderCursor | undefined => {
  const parts = cursorText.safeParse(Buffer.from(cursor, 'base64url').toString('utf8').split(' '));
  return parts.success ? { placedAt: parts.data[0], orderId: parts.data[1] } : undefined;
};

/** The query of GET /orders. */
export const listOrdersQuery = z.strictObject({
  customerId: text(100),
  cursor: z
    .string()
    .max(200)
    .transform((cursor, context) => {
      const position = parseCursor(cursor);
      if (position === undefined) context.addIssue('must be a cursor from an earlier page');
      return position ?? z.NEVER;
    })
    .optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(LONGEST_LIST).default(20),
});

export type ListOrdersQuery = z.infer<typeof listOrdersQuery>;

/** The query of GET /orders/{id}. */
export const readOrderQuery = z.strictObject({
  minVersion: z.coerce.number('must be a number').int('must be a whole number').min(1, 'must be at least 1').optional(),
});

export type ReadOrderQuery = z.infer<typeof readOrderQuery>;
