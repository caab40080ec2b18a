export { catalog } from './inventory.catalog.ts';
export { inventoryConfig } from './inventory.config.ts';
