import { serviceConfig } from '@tidemark/platform/config';
import type { z } from 'zod';

/** What the inventory service is told by its environment: what every service is told, and no more. */
export const inventoryConfig = serviceConfig;

export type InventoryConfig = z.infer<ReturnType<typeof inventoryConfig>>;
