import { topics } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import type { OrderViewRow, OrderViewStatus } from '@tidemark/order-domain';
import { messageAnswer } from '@tidemark/platform';
import { z } from 'zod';
import { statuses } from './operations.requests.ts';

const orderId = z.uuid();
const at = z.iso.datetime();
const version = z.int().min(1);
const count = z.int().min(1);
const currency = z.string().regex(/^[A-Z]{3}$/u);

export const acceptedOrder = z.strictObject({ orderId, version });

const viewStatuses = {
  Placed: true,
  Confirmed: true,
  CancellationRequested: true,
  Canceled: true,
  Dispatched: true,
  Delivered: true,
} as const satisfies Readonly<Record<OrderViewStatus, true>>;

/** The compiler keeps every property of a row in it. */
export const orderReading = z.strictObject({
  orderId,
  customerId: z.string(),
  status: z.enum(Object.keys(viewStatuses)),
  lines: z.array(z.strictObject({ sku: z.string(), quantity: count, unitPriceMinor: z.int().min(0) })).min(1),
  totalMinor: count,
  currency,
  cancelReason: z.string().nullable(),
  trackingCode: z.string().nullable(),
  placedAt: at,
  updatedAt: at,
  version,
} satisfies Readonly<Record<keyof OrderViewRow, z.ZodType>>);

export const orderPage = z.strictObject({ orders: z.array(orderReading).max(100), cursor: z.string().nullable() });

/** The facts of an order are told as everybody may hear them: as the messages that they are published by. */
const facts = Object.values(schemas)
  .filter(({ topic }) => topic === topics.orderEvents)
  .map((schema) => messageAnswer(schema).extend({ version, recordedAt: at, actor: z.string() }));

export const orderHistory = z.strictObject({ orderId, facts: z.array(z.union(facts)).min(1) });

const undo = z.enum(['payment', 'stock']);
const outstanding = z.array(undo).max(2);

const transition = z.strictObject({
  version,
  from: z.enum(['NotStarted', ...statuses]),
  to: z.enum(statuses),
  input: z.string(),
  sent: z.array(z.string()),
  actor: z.string(),
  at,
});

const overdue = { deadlineAt: at.nullable(), overdueSince: at.nullable(), alarmedAt: at.nullable() };

export const fulfillmentReading = z.strictObject({
  orderId,
  status: z.enum(statuses),
  outstanding,
  ...overdue,
  journal: z.array(transition).min(1),
});

export const shownFulfillment = fulfillmentReading.extend({
  placedAt: at,
  awaits: z.array(
    z.enum(['ReserveStock', 'CapturePayment', 'ScheduleShipment', 'CancelShipment', 'RefundPayment', 'ReleaseStock']),
  ),
  possible: z.array(z.enum(['ask-again', 'undo', 'close'])),
  journal: z.array(transition.extend({ reason: z.string().optional(), answer: undo.optional() })).min(1),
});

export const fulfillmentPage = z.strictObject({
  fulfillments: z
    .array(
      z.strictObject({
        orderId,
        customerId: z.string().nullable(),
        status: z.enum(statuses),
        outstanding,
        placedAt: at,
        ...overdue,
      }),
    )
    .max(100),
  after: orderId.nullable(),
});

export const operatedFulfillment = z.strictObject({
  orderId,
  status: z.enum(statuses),
  outstanding,
  changed: z.boolean(),
});
