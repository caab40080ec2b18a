export { catalog } from './shipping.catalog.ts';
export { shippingConfig } from './shipping.config.ts';
