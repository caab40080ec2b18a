export { catalog } from './inventory.catalog.ts';
