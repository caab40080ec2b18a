import { createTransport } from 'nodemailer';
import { databaseAt } from './database.ts';
import { serve, setting } from './serve.ts';

interface NotificationRequest {
  readonly orderId: string;
  readonly kind: 'confirmed' | 'canceled';
  readonly emailAddress: string;
}

const database = databaseAt(setting('DATABASE_URL'));
const transport = createTransport({ url: setting('SMTP_URL'), pool: true, maxConnections: 16 });

const insertNotification = {
  name: 'insert-notification',
  text: `insert into notification.notification (notification_id, order_id, kind, email_address, status)
         values ($1, $2, $3, $4, 'pending') on conflict do nothing`,
};
const selectStatus = {
  name: 'select-status',
  text: 'select status from notification.notification where notification_id = $1',
};
const markSent = {
  name: 'mark-sent',
  text: `update notification.notification set status = 'sent', sent_at = clock_timestamp() where notification_id = $1`,
};

const texts: Readonly<
  Record<NotificationRequest['kind'], (orderId: string) => { readonly subject: string; readonly text: string }>
> = {
  confirmed: (orderId) => ({
    subject: 'Your order is confirmed',
    text: `We have your order ${orderId}: it is reserved, paid and will be shipped.`,
  }),
  canceled: (orderId) => ({
    subject: 'Your order is canceled',
    text: `Your order ${orderId} is canceled. Whatever was charged has been returned.`,
  }),
};

await serve((app) => {
  app.post<{ Body: NotificationRequest }>('/notifications', async ({ body: { orderId, kind, emailAddress } }) => {
    const id = `${orderId}.${kind}`;
    await database.run(insertNotification, id, orderId, kind, emailAddress);
    const [notification] = await database.run<{ readonly status: string }>(selectStatus, id);
    if (notification?.status === 'sent') return { id };
    await transport.sendMail({ from: 'orders@tidemark.example', to: emailAddress, ...texts[kind](orderId) });
    await database.run(markSent, id);
    return { id };
  });
});
