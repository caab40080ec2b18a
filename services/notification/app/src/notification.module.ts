import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule, tablesOf } from '@tidemark/platform';
import { NotificationsController } from './http/notifications.controller.ts';
import { catalog } from './notification.catalog.ts';
import type { NotificationConfig } from './notification.config.ts';
import { notificationConfig } from './notification.config.ts';
import { NotificationEntity } from './persistence/entities/notification.entity.ts';

/** The notification service, put together. */
export const notificationService: ServiceDefinition<NotificationConfig> = {
  catalog,
  config: notificationConfig(catalog),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      imports: tablesOf(config, [NotificationEntity]),
      controllers: [NotificationsController],
      providers: [],
    }),
};
