import type { RowTable } from '@tidemark/event-store';

/** What was, or is about to be, sent to whom: one row per order and kind, so that nobody is told twice. */
export interface Notification {
  /** `<orderId>.<kind>` */
  readonly notificationId: string;
  readonly orderId: string;
  readonly kind: 'confirmed' | 'canceled' | 'dispatched' | 'delivered';
  readonly emailAddress: string;
  readonly status: 'pending' | 'sent' | 'refused';
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** Why the mail server will not have it, in its own words. */
  readonly refusal: string | null;
  /** How often it was, or may have been, handed over before the server's last word; 0 while that is not known. */
  readonly attempts: number;
}

export const notifications: RowTable<Notification> = {
  name: 'notification',
  key: 'notificationId',
  properties: [
    'notificationId',
    'orderId',
    'kind',
    'emailAddress',
    'status',
    'createdAt',
    'sentAt',
    'refusal',
    'attempts',
  ],
  onConflict: 'replace',
};
