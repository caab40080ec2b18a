import { storableText } from '@tidemark/event-store';
import type { NodemailerError } from 'nodemailer';
import { createTransport } from 'nodemailer';
import type { NotificationConfig } from '../notification.config.ts';
import type { Mailer } from './mailer.ts';

/** As many as the service has jobs in flight: a mail that waited for a connection could outlive its job's lease. */
export const SMTP_CONNECTIONS = 32;

/** "Authentication required" is said of us, and heals when SMTP_URL is mended. */
const AUTHENTICATION_REQUIRED = 530;

/** The server's words, whatever they hold, are to be kept in a row. */
const REFUSAL_BYTES = 1_000;

/** Sends over SMTP, on connections that are kept. */
export const smtpMailer = (config: Pick<NotificationConfig, 'SMTP_URL' | 'MAIL_FROM'>): Mailer => {
  const transport = createTransport({
    url: config.SMTP_URL,
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    // A connection is closed by whom it bothers, not after a hundred mails.
    maxMessages: Infinity,
    // Whether to send again is decided by the job, which knows how long it may.
    maxRequeues: 0,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  return async (mail) => {
    try {
      await transport.sendMail({ from: config.MAIL_FROM, ...mail });
      return { type: 'accepted' };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { type: 'refused', refusal: storableText(error.response ?? error.message, REFUSAL_BYTES) };
    }
  };
};

/** True when the server answered the envelope or the content, and said no for good. */
function isRefusal(error: unknown): error is NodemailerError {
  if (!(error instanceof Error)) return false;
  const { code, permanent, responseCode } = error as NodemailerError;
  return (
    (code === 'EENVELOPE' || code === 'EMESSAGE') && permanent === true && responseCode !== AUTHENTICATION_REQUIRED
  );
}
