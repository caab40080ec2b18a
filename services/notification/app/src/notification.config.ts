import { serviceConfig, urlOf } from '@tidemark/platform/config';
import { z } from 'zod';

/** What the notification service is told by its environment. */
export const notificationConfig = (defaults: { readonly port: number }) =>
  serviceConfig(defaults).extend({
    SMTP_URL: urlOf('smtp', 'smtps').default('smtp://127.0.0.1:3012').describe('Where mail is handed over.'),
    MAIL_FROM: z
      .email('must be an e-mail address such as orders@tidemark.example')
      .default('orders@tidemark.example')
      .describe('In whose name mail is sent.'),
  });

export type NotificationConfig = z.infer<ReturnType<typeof notificationConfig>>;
