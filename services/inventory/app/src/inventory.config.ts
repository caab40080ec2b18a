import type { ServiceConfig } from '@tidemark/platform';

/** What the inventory service is told by its environment: what every service is told, and no more. */
export type InventoryConfig = ServiceConfig;
