export { catalog } from './order.catalog.ts';
export { orderConfig } from './order.config.ts';
