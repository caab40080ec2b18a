import type { ServiceConfig } from '@tidemark/platform';

/** What the shipping service is told by its environment: nothing of its own. */
export type ShippingConfig = ServiceConfig;
