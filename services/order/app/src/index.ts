export { catalog } from './order.catalog.ts';
