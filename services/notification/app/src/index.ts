export { catalog } from './notification.catalog.ts';
