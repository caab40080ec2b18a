export { catalog } from './shipping.catalog.ts';
