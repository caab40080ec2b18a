import { getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { FulfillmentDefinition } from '@tidemark/order-domain';
import { standardFulfillment } from '@tidemark/order-domain';
import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule, tablesOf } from '@tidemark/platform';
import type { Repository } from 'typeorm';
import { OrderQueriesController } from './http/order-queries.controller.ts';
import { OrdersController } from './http/orders.controller.ts';
import { catalog } from './order.catalog.ts';
import type { OrderConfig } from './order.config.ts';
import { orderConfig } from './order.config.ts';
import { OrderQueries } from './orders.queries.ts';
import { FULFILLMENT_DEFINITION } from './orders.tokens.ts';
import { OrderViewEntity } from './persistence/entities/order-view.entity.ts';

/** The order service, put together. */
export const orderService: ServiceDefinition<OrderConfig> = {
  catalog,
  config: orderConfig(catalog),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      imports: tablesOf(config, [OrderViewEntity]),
      controllers: [OrdersController, OrderQueriesController],
      providers: [
        { provide: FULFILLMENT_DEFINITION, useValue: definitionOf(config) },
        {
          provide: OrderQueries,
          useFactory: ({ store }: UnitOfWork, views: Repository<OrderViewEntity>) => new OrderQueries(store, views),
          inject: [UnitOfWork, getRepositoryToken(OrderViewEntity)],
        },
      ],
    }),
};

const definitionOf = (config: OrderConfig): FulfillmentDefinition => ({
  ...standardFulfillment,
  paymentDeadlineMs: config.PAYMENT_DEADLINE_MS,
  resendFirstMs: config.RESEND_FIRST_MS,
});
