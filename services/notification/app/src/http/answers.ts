import { z } from 'zod';
import type { Notification } from '../persistence/tables.ts';

const at = z.iso.datetime();

export const notificationList = z.strictObject({
  notifications: z.array(
    z.strictObject({
      notificationId: z.string(),
      orderId: z.uuid(),
      kind: z.enum(['confirmed', 'canceled', 'dispatched', 'delivered']),
      emailAddress: z.email(),
      status: z.enum(['pending', 'sent', 'refused']),
      createdAt: at,
      sentAt: at.nullable(),
      refusal: z.string().nullable(),
    } satisfies Readonly<Record<Exclude<keyof Notification, 'attempts'>, z.ZodType>>),
  ),
});
