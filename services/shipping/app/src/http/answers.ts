import type { Shipment, ShipmentStatus } from '@tidemark/shipping-domain';
import { z } from 'zod';

const id = z.uuid();
const text = z.string();

const statuses = {
  Unknown: true,
  Scheduled: true,
  Refused: true,
  Canceled: true,
  Dispatched: true,
  Delivered: true,
} as const satisfies Readonly<Record<ShipmentStatus, true>>;

const status = z.enum(Object.keys(statuses));

const address = z.strictObject({
  recipient: text,
  street: text,
  postalCode: text,
  city: text,
  country: z.string().length(2),
});

/** The compiler keeps every property of a shipment in it. */
export const shipmentReading = z.strictObject({
  orderId: id,
  shipmentId: id.nullable(),
  status,
  lines: z.array(z.strictObject({ sku: text, quantity: z.int().min(1) })),
  address: address.nullable(),
  trackingCode: text.nullable(),
  orderConfirmed: z.boolean(),
  refusal: z.enum(['ADDRESS_NOT_SERVED', 'CANCELED_BEFORE']).nullable(),
  cancellation: z.enum(['accepted', 'refused']).nullable(),
} satisfies Readonly<Record<keyof Shipment, z.ZodType>>);

export const handledShipment = z.strictObject({
  shipmentId: id,
  orderId: id,
  status: z.enum(['Dispatched', 'Delivered']),
  trackingCode: z.string().min(1),
});
