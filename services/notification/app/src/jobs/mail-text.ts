import type { OrderCanceledCause } from '@tidemark/contracts';
import type { Notification } from '../persistence/tables.ts';
import type { Letter, Told } from './letter.ts';
import type { Mail } from './mailer.ts';

/** The mail of a notification. */
export const mailOf = ({ orderId, kind, emailAddress, told = {} }: Letter): Mail => ({
  messageId: `<${orderId}.${kind}@tidemark.example>`,
  to: emailAddress,
  ...TEXTS[kind](orderId, told),
});

type Text = (orderId: string, told: Told) => Pick<Mail, 'subject' | 'text'>;

const TEXTS: Readonly<Record<Notification['kind'], Text>> = {
  confirmed: (orderId, { pieces = 0 }) => ({
    subject: 'Your order is confirmed',
    text: `We have your order ${orderId}: ${counted(pieces)} reserved, paid and will be shipped.`,
  }),
  canceled: (orderId, { cause = 'OTHER' }) => ({
    subject: 'Your order is canceled',
    text: `Your order ${orderId} is canceled${BECAUSE[cause]}. Whatever was charged has been returned.`,
  }),
  dispatched: (orderId) => ({ subject: 'Your order is on its way', text: `Your order ${orderId} has left our house.` }),
  delivered: (orderId) => ({ subject: 'Your order has arrived', text: `Your order ${orderId} has been delivered.` }),
};

const counted = (pieces: number): string => (pieces > 1 ? `its ${pieces} pieces are` : 'it is');

const BECAUSE: Readonly<Record<OrderCanceledCause, string>> = {
  OUT_OF_STOCK: ', because we do not have enough of it',
  PAYMENT_DECLINED: ', because the payment was declined',
  PAYMENT_TIMEOUT: ', because it was not paid in time',
  SHIPMENT_REFUSED: ', because we cannot ship it to its address',
  CUSTOMER: ', as you asked',
  OPERATOR: ' by us, for which we are sorry',
  OTHER: '',
};
