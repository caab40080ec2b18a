import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The time of a message is the timestamp of its record, and Kafka takes none before 1970 and none that is more than an hour
 * ahead of the broker's clock. Postgres would, and one such row would stop the connector for all services, again at each
 * restart. A time that has passed stays so: a row that was once taken can be written again.
 */
export class OutboxTimes1700000000015 implements MigrationInterface {
  readonly name = 'OutboxTimes1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table outbox add constraint outbox_occurred_at_check
      check (occurred_at >= '1970-01-01'
        and occurred_at < clock_timestamp() at time zone 'UTC' + interval '10 minutes')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox drop constraint outbox_occurred_at_check');
  }
}
