import { z } from 'zod';

/** The body of POST /shipments/{id}/dispatch; without a tracking code one is made up. */
export const dispatchRequest = z.strictObject({
  trackingCode: z
    .string('must be text')
    .regex(/^[A-Za-z0-9-]{4,64}$/u, 'must be 4 to 64 letters, digits or hyphens')
    .optional(),
});

export type DispatchRequest = z.infer<typeof dispatchRequest>;

/** A POST that says all in its address may come without a body. */
export const orNothing = <Body extends z.ZodType<object>>(schema: Body) =>
  schema.nullish().transform((body): z.output<Body> => body ?? ({} as z.output<Body>));

/** The body of POST /shipments/{id}/delivery. */
export const deliveryRequest = z.strictObject({});

export const orderIdParameter = z.uuid('must be a UUID').toLowerCase();

/** An order has one shipment, which bears the order's id. */
export const shipmentIdParameter = z.uuid('must be a UUID').toLowerCase();
