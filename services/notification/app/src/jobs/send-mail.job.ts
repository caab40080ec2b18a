import { lookUp } from '@tidemark/event-store';
import type { Job } from '@tidemark/process';
import type { Notification } from '../persistence/tables.ts';
import { notifications } from '../persistence/tables.ts';
import { mailOf } from './mail-text.ts';
import type { Mailer } from './mailer.ts';

export const SEND_MAIL = 'send-mail';

/**
 * Hands one mail over. A crash after the server took it and before that is written down sends it again, with the same
 * Message-ID: SMTP offers no more than that.
 */
export const sendMail = (mailer: Mailer): Job<Notification, undefined> => ({
  kind: SEND_MAIL,
  call: async (notification) => {
    await mailer(mailOf(notification));
    return undefined;
  },
  reads: (_answer, { notificationId }) => [lookUp(notifications, notificationId)],
  handle: (_answer, notification, unit) => {
    unit.write(notifications, { ...notification, status: 'sent', sentAt: unit.now });
  },
});
