import type { ServiceDefinition } from '@tidemark/platform';
import { serviceConfig, ServiceModule, tablesOf } from '@tidemark/platform';
import { z } from 'zod';
import { NotificationsController } from './http/notifications.controller.ts';
import { catalog } from './notification.catalog.ts';
import type { NotificationConfig } from './notification.config.ts';
import { NotificationEntity } from './persistence/entities/notification.entity.ts';

/** The notification service, put together. */
export const notificationService: ServiceDefinition<NotificationConfig> = {
  catalog,
  config: serviceConfig(catalog).extend({
    SMTP_URL: z.url({ protocol: /^smtps?$/u }).default('smtp://127.0.0.1:3012'),
    MAIL_FROM: z.email().default('orders@tidemark.example'),
  }),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      imports: tablesOf(config, [NotificationEntity]),
      controllers: [NotificationsController],
      providers: [],
    }),
};
