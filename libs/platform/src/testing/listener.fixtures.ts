import type { DynamicModule } from '@nestjs/common';
import { consumer } from '@tidemark/messaging';
import type { ServiceCatalog } from '../catalog.ts';
import type { ServiceConfig } from '../config.ts';
import { serviceConfig } from '../config.ts';
import { ServiceModule } from '../service.module.ts';
import type { ServiceDefinition } from '../service.ts';

/** A service that hears of voided payments, fails for the orders it is told to fail for, and answers each other once. */
export const openListener = () => {
  const failing = new Set<string>();
  const handled: string[] = [];
  const voided = consumer({
    name: 'listener.voided',
    topics: ['payment.events.v1'],
    hears: ['PaymentVoided'],
    reads: () => [],
    handle: ({ orderId }, unit) => {
      if (failing.has(orderId)) throw new Error(`no luck with ${orderId}`);
      handled.push(orderId);
      unit.send({ type: 'CancelShipment', orderId });
    },
  });
  const catalog: ServiceCatalog<ServiceConfig> = {
    name: 'listener',
    port: 0,
    database: { migrations: [], grants: {}, captured: [] },
    publishes: ['CancelShipment'],
    consumers: [voided],
    views: [],
    deadlines: [],
    jobs: () => [],
  };
  const definition: ServiceDefinition<ServiceConfig> = {
    catalog,
    config: serviceConfig(catalog),
    module: (config, log): DynamicModule =>
      ServiceModule.forService(catalog, config, log, { controllers: [], providers: [] }),
  };
  return { definition, failing, handled };
};
