import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentTables1700000000300 implements MigrationInterface {
  readonly name = 'PaymentTables1700000000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ledger_entry (
      position bigint generated always as identity unique,
      entry_id text collate "C" primary key,
      order_id uuid not null,
      account text not null check (account in ('provider-receivable', 'customer-payments')),
      side text not null check (side in ('debit', 'credit')),
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      booked_at timestamptz(3) not null
    )`);
    await runner.query('create index ledger_entry_order on ledger_entry (order_id, position)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ledger_entry');
  }
}
