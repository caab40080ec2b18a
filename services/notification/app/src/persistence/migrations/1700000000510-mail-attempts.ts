import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often a mail was handed over stands beside its outcome, since the job that knew it is deleted with that. Of those
 * from before, nobody knows any more: they keep 0.
 */
export class MailAttempts1700000000510 implements MigrationInterface {
  readonly name = 'MailAttempts1700000000510';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification add attempts int not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification drop attempts');
  }
}
