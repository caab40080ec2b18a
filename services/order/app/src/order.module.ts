import { getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { FulfillmentDefinition } from '@tidemark/order-domain';
import { standardFulfillment } from '@tidemark/order-domain';
import type { ServiceDefinition } from '@tidemark/platform';
import { serviceConfig, ServiceModule, tablesOf } from '@tidemark/platform';
import type { Repository } from 'typeorm';
import { z } from 'zod';
import { OrderQueriesController } from './http/order-queries.controller.ts';
import { OrdersController } from './http/orders.controller.ts';
import { catalog } from './order.catalog.ts';
import type { OrderConfig } from './order.config.ts';
import { OrderQueries } from './orders.queries.ts';
import { FULFILLMENT_DEFINITION } from './orders.tokens.ts';
import { OrderViewEntity } from './persistence/entities/order-view.entity.ts';

const ONE_DAY_MS = 86_400_000;

/** The order service, put together. */
export const orderService: ServiceDefinition<OrderConfig> = {
  catalog,
  config: serviceConfig(catalog).extend({
    PAYMENT_DEADLINE_MS: z.coerce
      .number()
      .int()
      .min(1_000)
      .max(ONE_DAY_MS)
      .default(standardFulfillment.paymentDeadlineMs),
    RESEND_FIRST_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(standardFulfillment.resendCapMs)
      .default(standardFulfillment.resendFirstMs),
  }),
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
