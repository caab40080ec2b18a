import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the fulfillments that wait for nobody by a column that changes when one comes to rest or leaves it, and those that wait
 * by their deadlines. An index on the state itself had to be written at every step, and with it the one on the stream: Postgres
 * updates a row in its place only when nothing that an index reads has changed.
 */
export class FulfillmentsAtRest1700000000120 implements MigrationInterface {
  readonly name = 'FulfillmentsAtRest1700000000120';

  async up(runner: QueryRunner): Promise<void> {
    // First, or the new column, which writes the table anew, would make it once more.
    await runner.query('drop index head_fulfillment_status');
    await runner.query(`alter table head add rests_in text collate "C" generated always as (
      case when stream_id like 'fulfillment-%' and snapshot->>'status' in ('Confirmed', 'Dispatched', 'Abandoned')
           then snapshot->>'status' end
    ) stored`);
    await runner.query('create index head_rests_in on head (rests_in, stream_id) where rests_in is not null');
    // Half a page of room: a row that is written once more, soon after the first time, stays where it is.
    await runner.query('alter table order_view_v1 set (fillfactor = 50)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table order_view_v1 reset (fillfactor)');
    await runner.query(
      `create index head_fulfillment_status on head ((snapshot->>'status'), stream_id)
       where stream_id like 'fulfillment-%'`,
    );
    await runner.query('alter table head drop rests_in');
  }
}
