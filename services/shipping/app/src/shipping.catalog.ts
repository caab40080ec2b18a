import type { ServiceCatalog } from '@tidemark/platform';
import { commands } from './kafka/commands.consumer.ts';
import { orders } from './kafka/orders.consumer.ts';
import { ShippingTables1700000000400 } from './persistence/migrations/1700000000400-shipping-tables.ts';
import { ShipmentRoom1700000000410 } from './persistence/migrations/1700000000410-shipment-room.ts';
import type { ShippingConfig } from './shipping.config.ts';

/** Prepares shipments and lets them leave once their order is confirmed. The row of a shipment is its state. */
export const catalog = {
  name: 'shipping',
  port: 3003,
  database: {
    migrations: [ShippingTables1700000000400, ShipmentRoom1700000000410],
    grants: { shipment: ['select', 'insert', 'update'] },
    captured: [],
  },
  publishes: [
    'ShipmentScheduled',
    'ShipmentRefused',
    'ShipmentCanceled',
    'ShipmentCancellationRefused',
    'ShipmentDispatched',
    'ShipmentDelivered',
  ],
  consumers: [commands, orders],
  views: [],
  deadlines: [],
  jobs: () => [],
} as const satisfies ServiceCatalog<ShippingConfig>;
