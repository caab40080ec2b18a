import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseCatalog } from './catalog.ts';

class Profiles1760000000000 implements MigrationInterface {
  readonly name = 'Profiles1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table profile (profile_id uuid primary key, name text not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table profile');
  }
}

class Goods1760000000000 implements MigrationInterface {
  readonly name = 'Goods1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create sequence good_version');
    await runner.query(`create table good (
      sku text primary key,
      name text not null,
      price_minor bigint not null,
      version bigint not null default nextval('good_version')
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table good');
    await runner.query('drop sequence good_version');
  }
}

/** Fails in the middle. */
export class HalfDone1760000000001 implements MigrationInterface {
  readonly name = 'HalfDone1760000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id int)');
    await runner.query('create table half (id int)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table half');
  }
}

/** A service whose name is a word of SQL, as "order" is. */
export const userCatalog = {
  name: 'user',
  database: { migrations: [Profiles1760000000000], grants: { profile: ['select', 'insert'] }, captured: [] },
  consumers: [{ group: 'order.fulfillment', topics: ['payment.events.v1'] }],
  views: [{ group: 'order.order-view.v1', topic: 'order.events.v1' }],
} satisfies DatabaseCatalog;

/** A service that publishes the rows of a table. */
export const goodsCatalog = {
  name: 'goods',
  database: {
    migrations: [Goods1760000000000],
    grants: { good: ['select', 'insert', 'update', 'delete'] },
    captured: [{ table: 'good', key: 'sku', topic: 'inventory.product.cdc.v1' }],
  },
  consumers: [{ group: 'inventory.commands', topics: ['inventory.commands.v1'] }],
  views: [],
} satisfies DatabaseCatalog;

/** The same under other names: roles belong to the server, and specs that run at once must not share them. */
export const twinsOfCatalogs: readonly DatabaseCatalog[] = [
  { ...userCatalog, name: 'group' },
  { ...goodsCatalog, name: 'wares' },
];

export const catalogs: readonly DatabaseCatalog[] = [userCatalog, goodsCatalog];
