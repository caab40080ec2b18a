export { catalog } from './payment.catalog.ts';
