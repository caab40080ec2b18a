import { lookUp } from '@tidemark/event-store';
import type { Job } from '@tidemark/process';
import { notifications } from '../persistence/tables.ts';
import type { Letter } from './letter.ts';
import { mailOf } from './mail-text.ts';
import type { Mailer, MailOutcome } from './mailer.ts';

export const SEND_MAIL = 'send-mail';

/** The server's last word, and at which attempt it came. */
export interface Answered {
  readonly outcome: MailOutcome;
  readonly attempts: number;
}

/**
 * Hands one mail over. A crash after the server took it and before that is written down sends it again, with the same
 * Message-ID: SMTP offers no more than that. A mail that the server refuses for good is written down as refused, and not
 * sent again. How often it was handed over is written down with the outcome, since nothing is kept of the job.
 */
export const sendMail = (mailer: Mailer): Job<Letter, Answered> => ({
  kind: SEND_MAIL,
  call: async (letter, { number }) => ({ outcome: await mailer(mailOf(letter)), attempts: number }),
  reads: (_answered, { notificationId }) => [lookUp(notifications, notificationId)],
  handle: ({ outcome, attempts }, { told: _, ...notification }, unit) => {
    unit.write(
      notifications,
      outcome.type === 'accepted'
        ? { ...notification, attempts, status: 'sent', sentAt: unit.now }
        : { ...notification, attempts, status: 'refused', refusal: outcome.refusal },
    );
  },
});
