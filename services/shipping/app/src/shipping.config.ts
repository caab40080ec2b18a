import { serviceConfig } from '@tidemark/platform/config';
import type { z } from 'zod';

/** What the shipping service is told by its environment: what every service is told, and no more. */
export const shippingConfig = serviceConfig;

export type ShippingConfig = z.infer<ReturnType<typeof shippingConfig>>;
