import type { OrderCanceled, OrderConfirmed, OrderDelivered, OrderDispatched } from '@tidemark/contracts';
import { causeOf, topics } from '@tidemark/contracts';
import { lookUp } from '@tidemark/event-store';
import { consumer } from '@tidemark/messaging';
import type { Letter, Told } from '../jobs/letter.ts';
import { SEND_MAIL } from '../jobs/send-mail.job.ts';
import type { Notification } from '../persistence/tables.ts';
import { notifications } from '../persistence/tables.ts';

const KINDS = {
  OrderConfirmed: 'confirmed',
  OrderCanceled: 'canceled',
  OrderDispatched: 'dispatched',
  OrderDelivered: 'delivered',
} as const;

/** The customer is told once of each turn that an order takes, however often the news arrives. */
export const orders = consumer({
  name: 'notification.orders',
  topics: [topics.orderEvents],
  pace: 'calm',
  hears: ['OrderConfirmed', 'OrderCanceled', 'OrderDispatched', 'OrderDelivered'],
  reads: ({ orderId, type }) => [lookUp(notifications, idOf(orderId, KINDS[type]))],
  handle: (news, unit) => {
    const { orderId, type, emailAddress } = news;
    const kind = KINDS[type];
    const notificationId = idOf(orderId, kind);
    if (unit.row(notifications, notificationId) !== undefined) return;
    const notification = {
      notificationId,
      orderId,
      kind,
      emailAddress,
      status: 'pending',
      createdAt: unit.now,
      sentAt: null,
      refusal: null,
    } as const;
    unit.write(notifications, { ...notification, attempts: 0 });
    const letter: Letter = { ...notification, told: toldBy(news) };
    unit.job({ kind: SEND_MAIL, key: notificationId, payload: letter });
  },
});

const idOf = (orderId: string, kind: Notification['kind']): string => `${orderId}.${kind}`;

const toldBy = (news: OrderConfirmed | OrderCanceled | OrderDispatched | OrderDelivered): Told => {
  switch (news.type) {
    case 'OrderConfirmed':
      return { pieces: news.pieces };
    case 'OrderCanceled':
      return { cause: causeOf(news) };
    case 'OrderDispatched':
    case 'OrderDelivered':
      return {};
  }
};
