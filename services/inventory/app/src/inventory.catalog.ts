import { topics } from '@tidemark/contracts';
import type { ServiceCatalog } from '@tidemark/platform';
import type { InventoryConfig } from './inventory.config.ts';
import { commands } from './kafka/commands.consumer.ts';
import { dispatches } from './kafka/dispatches.consumer.ts';
import { InventoryTables1700000000200 } from './persistence/migrations/1700000000200-inventory-tables.ts';

/** Knows what is sold and how much of it there is: stock is event-sourced, products are plain rows. */
export const catalog = {
  name: 'inventory',
  port: 3001,
  database: {
    migrations: [InventoryTables1700000000200],
    grants: {
      product: ['select', 'insert', 'update', 'delete'],
      product_next_version: ['select'],
    },
    captured: [{ table: 'product', key: 'sku', topic: topics.productChanges }],
  },
  publishes: ['StockReserved', 'StockReservationRefused', 'StockReleased'],
  consumers: [commands, dispatches],
  views: [],
  deadlines: [],
  jobs: () => [],
} as const satisfies ServiceCatalog<InventoryConfig>;
