import type { ServiceConfig } from '@tidemark/platform';

/** What the notification service is told by its environment. */
export interface NotificationConfig extends ServiceConfig {
  /** Where mail is handed over, such as smtp://127.0.0.1:3012. */
  readonly SMTP_URL: string;
  readonly MAIL_FROM: string;
}
