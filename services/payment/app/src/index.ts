export { catalog } from './payment.catalog.ts';
export { paymentConfig } from './payment.config.ts';
