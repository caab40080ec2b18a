import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InventoryTables1700000000200 implements MigrationInterface {
  readonly name = 'InventoryTables1700000000200';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view product_next_version');
    await runner.query('drop table product');
    await runner.query('drop function product_changed, product_created');
  }
}

const STATEMENTS = [
  // One sequence for the whole table: a product that was deleted and created again is newer than it was before.
  'create sequence product_version',
  `create table product (
    sku text collate "C" primary key check (sku ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    name text not null check (char_length(name) between 1 and 200),
    price_minor bigint not null check (price_minor >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    version bigint not null default nextval('product_version'),
    created_at timestamptz(3) not null default clock_timestamp(),
    updated_at timestamptz(3) not null default clock_timestamp()
  )`,
  'alter sequence product_version owned by product.version',
  `create view product_next_version as select 'product'::text as name, nextval('product_version') as version`,
  // Every change has a new version, whoever makes it and however.
  `create function product_changed() returns trigger language plpgsql set search_path from current as $$
    begin
      new.version := nextval('product_version');
      new.updated_at := clock_timestamp();
      return new;
    end
  $$`,
  `create trigger product_changed before update on product
    for each row execute function product_changed()`,
  // "On conflict do nothing" must not pass for a creation; under this name the refusal is one that a second run heals.
  `create function product_created() returns trigger language plpgsql as $$
    begin
      if not exists (select from created) then
        raise unique_violation using constraint = 'product_pkey', message = 'the product has been created meanwhile';
      end if;
      return null;
    end
  $$`,
  `create trigger product_created after insert on product referencing new table as created
    for each statement execute function product_created()`,
];
