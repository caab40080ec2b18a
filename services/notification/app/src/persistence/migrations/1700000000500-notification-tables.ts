import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotificationTables1700000000500 implements MigrationInterface {
  readonly name = 'NotificationTables1700000000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table notification (
      notification_id text collate "C" primary key,
      order_id uuid not null,
      kind text not null check (kind in ('confirmed', 'canceled', 'dispatched', 'delivered')),
      email_address text not null,
      status text not null check (status in ('pending', 'sent', 'refused')),
      created_at timestamptz(3) not null,
      sent_at timestamptz(3),
      refusal text,
      check ((status = 'sent') = (sent_at is not null)),
      check ((status = 'refused') = (refusal is not null))
    )`);
    await runner.query('create index notification_order on notification (order_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notification');
  }
}
