import { getDataSourceToken, getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { FulfillmentDefinition } from '@tidemark/order-domain';
import { standardFulfillment } from '@tidemark/order-domain';
import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule, tablesOf } from '@tidemark/platform';
import type { DataSource, Repository } from 'typeorm';
import { FulfillmentQueries } from './fulfillments.queries.ts';
import { FulfillmentOperationsController } from './http/fulfillment-operations.controller.ts';
import { FulfillmentQueriesController } from './http/fulfillment-queries.controller.ts';
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
      controllers: [
        OrdersController,
        OrderQueriesController,
        FulfillmentOperationsController,
        FulfillmentQueriesController,
      ],
      providers: [
        { provide: FULFILLMENT_DEFINITION, useValue: definitionOf(config) },
        {
          provide: OrderQueries,
          useFactory: ({ store }: UnitOfWork, views: Repository<OrderViewEntity>) => new OrderQueries(store, views),
          inject: [UnitOfWork, getRepositoryToken(OrderViewEntity)],
        },
        {
          provide: FulfillmentQueries,
          useFactory: ({ store }: UnitOfWork, database: DataSource) =>
            new FulfillmentQueries(store, database, () => Date.now()),
          inject: [UnitOfWork, getDataSourceToken()],
        },
      ],
    }),
};

const definitionOf = (config: OrderConfig): FulfillmentDefinition => ({
  ...standardFulfillment,
  paymentDeadlineMs: config.PAYMENT_DEADLINE_MS,
  resendFirstMs: config.RESEND_FIRST_MS,
});
