import type { FulfillmentStatus } from '@tidemark/order-domain';
import { operatorRequest } from '@tidemark/platform';
import { z } from 'zod';
import { orderIdParameter, text } from './requests.ts';

const LONGEST_LIST = 100;
const TEN_YEARS_SECONDS = 315_360_000;

/** The compiler keeps it complete. */
const known = {
  AwaitingStock: true,
  AwaitingPayment: true,
  AwaitingShipment: true,
  Confirmed: true,
  Canceling: true,
  Undoing: true,
  Dispatched: true,
  Abandoned: true,
} as const satisfies Readonly<Record<Exclude<FulfillmentStatus, 'NotStarted'>, true>>;

/** Every state that a fulfillment can be found in. */
export const statuses = Object.keys(known) as readonly (keyof typeof known)[];

const statusRule = `must be some of ${statuses.join(', ')}, separated by commas`;

/** The query of GET /operations/fulfillments. */
export const listFulfillmentsQuery = z.strictObject({
  status: z
    .string(statusRule)
    .describe(`Some of ${statuses.join(', ')}, separated by commas.`)
    .transform((list) => [...new Set(list.split(','))])
    .pipe(z.array(z.enum(statuses, statusRule), statusRule))
    .prefault(statuses.join(',')),
  customerId: text(100).optional(),
  overdue: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((said) => said === 'true')
    .optional(),
  olderThanSeconds: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(TEN_YEARS_SECONDS, `must be at most ${String(TEN_YEARS_SECONDS)}`)
    .optional(),
  after: orderIdParameter.optional(),
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(LONGEST_LIST, `must be at most ${String(LONGEST_LIST)}`)
    .default(20),
});

export type ListFulfillmentsQuery = z.infer<typeof listFulfillmentsQuery>;

/** The body of POST /operations/fulfillments/{id}/close. */
export const closeRequest = operatorRequest.extend({
  answer: z.enum(['payment', 'stock'], 'must be payment or stock: the undo that was settled outside'),
});

export type CloseRequest = z.infer<typeof closeRequest>;
