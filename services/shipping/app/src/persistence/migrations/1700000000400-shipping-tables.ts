import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ShippingTables1700000000400 implements MigrationInterface {
  readonly name = 'ShippingTables1700000000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table shipment (
      order_id uuid primary key,
      shipment_id text,
      status text not null check (status in ('Unknown', 'Scheduled', 'Refused', 'Canceled', 'Dispatched', 'Delivered')),
      lines jsonb not null,
      address jsonb,
      tracking_code text,
      order_confirmed boolean not null,
      refusal text check (refusal in ('ADDRESS_NOT_SERVED', 'CANCELED_BEFORE')),
      cancellation text check (cancellation in ('accepted', 'refused')),
      check ((shipment_id is null) = (address is null)),
      check ((status in ('Dispatched', 'Delivered')) = (tracking_code is not null)),
      check (status not in ('Dispatched', 'Delivered') or order_confirmed)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table shipment');
  }
}
