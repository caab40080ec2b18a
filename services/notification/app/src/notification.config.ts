import { serviceConfig, urlOf } from '@tidemark/platform';
import { z } from 'zod';

/** What the notification service is told by its environment. */
export const notificationConfig = (defaults: { readonly port: number }) =>
  serviceConfig(defaults).extend({
    /** Where mail is handed over, such as smtp://127.0.0.1:3012. */
    SMTP_URL: urlOf('smtp', 'smtps').default('smtp://127.0.0.1:3012'),
    /** In whose name. */
    MAIL_FROM: z.email('must be an e-mail address such as orders@tidemark.example').default('orders@tidemark.example'),
  });

export type NotificationConfig = z.infer<ReturnType<typeof notificationConfig>>;
