import { getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule, tablesOf } from '@tidemark/platform';
import type { Repository } from 'typeorm';
import { ProductsController } from './http/products.controller.ts';
import { StockController } from './http/stock.controller.ts';
import { catalog } from './inventory.catalog.ts';
import type { InventoryConfig } from './inventory.config.ts';
import { inventoryConfig } from './inventory.config.ts';
import { ProductEntity } from './persistence/entities/product.entity.ts';
import { Products } from './products.ts';
import { StockQueries } from './stock.queries.ts';

/** The inventory service, put together. */
export const inventoryService: ServiceDefinition<InventoryConfig> = {
  catalog,
  config: inventoryConfig(catalog),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      imports: tablesOf(config, [ProductEntity]),
      controllers: [ProductsController, StockController],
      providers: [
        {
          provide: Products,
          useFactory: (products: Repository<ProductEntity>) => new Products(products),
          inject: [getRepositoryToken(ProductEntity)],
        },
        {
          provide: StockQueries,
          useFactory: ({ store }: UnitOfWork) => new StockQueries(store),
          inject: [UnitOfWork],
        },
      ],
    }),
};
