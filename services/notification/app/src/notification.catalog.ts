import type { ServiceCatalog } from '@tidemark/platform';
import { sendMail } from './jobs/send-mail.job.ts';
import { SMTP_CONNECTIONS, smtpMailer } from './jobs/smtp-mailer.ts';
import { orders } from './kafka/orders.consumer.ts';
import type { NotificationConfig } from './notification.config.ts';
import { NotificationTables1700000000500 } from './persistence/migrations/1700000000500-notification-tables.ts';
import { MailAttempts1700000000510 } from './persistence/migrations/1700000000510-mail-attempts.ts';

/** Tells customers by mail how their orders fare. Plain on purpose: one consumer, one table, one job. */
export const catalog = {
  name: 'notification',
  port: 3004,
  database: {
    migrations: [NotificationTables1700000000500, MailAttempts1700000000510],
    grants: { notification: ['select', 'insert', 'update'] },
    captured: [],
  },
  publishes: [],
  consumers: [orders],
  views: [],
  deadlines: [],
  jobs: (config: NotificationConfig) => [sendMail(smtpMailer(config))],
  jobsAtOnce: SMTP_CONNECTIONS,
} as const satisfies ServiceCatalog<NotificationConfig>;
