export { catalog } from './notification.catalog.ts';
export { notificationConfig } from './notification.config.ts';
