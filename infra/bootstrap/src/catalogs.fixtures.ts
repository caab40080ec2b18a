import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseCatalog } from './catalog.ts';

class Baskets1760000000000 implements MigrationInterface {
  readonly name = 'Baskets1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table basket (basket_id uuid primary key, lines jsonb not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table basket');
  }
}

class Goods1760000000000 implements MigrationInterface {
  readonly name = 'Goods1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create sequence good_version');
    await runner.query(`create table good (
      sku text primary key, name text not null, price_minor bigint not null, version bigint not null default nextval('good_version')
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table good');
    await runner.query('drop sequence good_version');
  }
}

/** A service whose name is a word of SQL. */
export const orderCatalog = {
  name: 'order',
  database: { migrations: [Baskets1760000000000], grants: { basket: ['select', 'insert'] }, captured: [] },
  consumers: [{ group: 'order.fulfillment', topics: ['payment.events.v1'] }],
  views: [{ group: 'order.order-view', topic: 'order.events.v1' }],
} satisfies DatabaseCatalog;

/** A service that publishes the rows of a table. */
export const inventoryCatalog = {
  name: 'inventory',
  database: {
    migrations: [Goods1760000000000],
    grants: { good: ['select', 'insert', 'update', 'delete'] },
    captured: [{ table: 'good', key: 'sku', topic: 'inventory.product.cdc.v1' }],
  },
  consumers: [{ group: 'inventory.commands', topics: ['inventory.commands.v1'] }],
  views: [],
} satisfies DatabaseCatalog;

export const catalogs: readonly DatabaseCatalog[] = [orderCatalog, inventoryCatalog];
