import type { Notification } from '../persistence/tables.ts';
import type { Mail } from './mailer.ts';

/** The mail of a notification. */
export const mailOf = ({ orderId, kind, emailAddress }: Notification): Mail => ({
  messageId: `<${orderId}.${kind}@tidemark.example>`,
  to: emailAddress,
  ...TEXTS[kind](orderId),
});

const TEXTS: Readonly<Record<Notification['kind'], (orderId: string) => Pick<Mail, 'subject' | 'text'>>> = {
  confirmed: (orderId) => ({
    subject: 'Your order is confirmed',
    text: `We have your order ${orderId}: it is reserved, paid and will be shipped.`,
  }),
  canceled: (orderId) => ({
    subject: 'Your order is canceled',
    text: `Your order ${orderId} is canceled. Whatever was charged has been returned.`,
  }),
  dispatched: (orderId) => ({ subject: 'Your order is on its way', text: `Your order ${orderId} has left our house.` }),
  delivered: (orderId) => ({ subject: 'Your order has arrived', text: `Your order ${orderId} has been delivered.` }),
};
