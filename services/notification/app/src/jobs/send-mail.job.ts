import { lookUp } from '@tidemark/event-store';
import type { Job } from '@tidemark/process';
import { notifications } from '../persistence/tables.ts';
import type { Letter } from './letter.ts';
import { mailOf } from './mail-text.ts';
import type { Mailer, MailOutcome } from './mailer.ts';

export const SEND_MAIL = 'send-mail';

/**
 * Hands one mail over. A crash after the server took it and before that is written down sends it again, with the same
 * Message-ID: SMTP offers no more than that. A mail that the server refuses for good is written down as refused, and not
 * sent again.
 */
export const sendMail = (mailer: Mailer): Job<Letter, MailOutcome> => ({
  kind: SEND_MAIL,
  call: (letter) => mailer(mailOf(letter)),
  reads: (_outcome, { notificationId }) => [lookUp(notifications, notificationId)],
  handle: (outcome, { told: _, ...notification }, unit) => {
    unit.write(
      notifications,
      outcome.type === 'accepted'
        ? { ...notification, status: 'sent', sentAt: unit.now }
        : { ...notification, status: 'refused', refusal: outcome.refusal },
    );
  },
});
