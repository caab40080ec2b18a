import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Half a page of room: a shipment whose order is confirmed soon after stays where it is, and its index is left alone. */
export class ShipmentRoom1700000000410 implements MigrationInterface {
  readonly name = 'ShipmentRoom1700000000410';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table shipment set (fillfactor = 50)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table shipment reset (fillfactor)');
  }
}
