import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderTables1700000000100 implements MigrationInterface {
  readonly name = 'OrderTables1700000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table product_price (
      sku text collate "C" primary key,
      name text not null,
      unit_price_minor bigint not null,
      currency text not null,
      deleted boolean not null,
      version bigint not null
    )`);
    await runner.query(`create table order_view_v1 (
      order_id uuid primary key,
      customer_id text not null,
      status text not null,
      lines jsonb not null,
      total_minor bigint not null,
      currency text not null,
      cancel_reason text,
      tracking_code text,
      placed_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      version int not null
    )`);
    await runner.query(
      'create index order_view_v1_customer on order_view_v1 (customer_id, placed_at desc, order_id desc)',
    );
    await runner.query('create view order_view as select * from order_view_v1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view order_view');
    await runner.query('drop table order_view_v1, product_price');
  }
}
