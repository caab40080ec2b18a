import { createTransport } from 'nodemailer';
import type { NotificationConfig } from '../notification.config.ts';
import type { Mailer } from './mailer.ts';

/** Sends over SMTP, on a few connections that are kept. */
export const smtpMailer = (config: Pick<NotificationConfig, 'SMTP_URL' | 'MAIL_FROM'>): Mailer => {
  const transport = createTransport({
    url: config.SMTP_URL,
    pool: true,
    maxConnections: 4,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  return async (mail) => {
    await transport.sendMail({ from: config.MAIL_FROM, ...mail });
  };
};
