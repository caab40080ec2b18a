import { UnitOfWork } from '@tidemark/event-store';
import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule } from '@tidemark/platform';
import { ShipmentsController } from './http/shipments.controller.ts';
import { ShipmentQueries } from './shipments.queries.ts';
import { catalog } from './shipping.catalog.ts';
import type { ShippingConfig } from './shipping.config.ts';
import { shippingConfig } from './shipping.config.ts';

/** The shipping service, put together. */
export const shippingService: ServiceDefinition<ShippingConfig> = {
  catalog,
  config: shippingConfig(catalog),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      controllers: [ShipmentsController],
      providers: [
        {
          provide: ShipmentQueries,
          useFactory: ({ store }: UnitOfWork) => new ShipmentQueries(store),
          inject: [UnitOfWork],
        },
      ],
    }),
};
