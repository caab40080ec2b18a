import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators did and why, and what finds a fulfillment by its state, its customer or an overdue answer. */
export class FulfillmentOperations1700000000110 implements MigrationInterface {
  readonly name = 'FulfillmentOperations1700000000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table fulfillment_operation (
      message_id text collate "C" primary key,
      order_id uuid not null,
      input text not null,
      answer text,
      reason text not null,
      actor text not null,
      at timestamptz(3) not null
    )`);
    await runner.query('create index fulfillment_operation_order on fulfillment_operation (order_id)');
    // Ids of orders ascend in time, so each of these holds its fulfillments from the oldest to the newest.
    await runner.query(
      `create index head_fulfillment_status on head ((snapshot->>'status'), stream_id)
       where stream_id like 'fulfillment-%'`,
    );
    await runner.query(
      `create index event_placed_by_customer on event ((data->>'customerId'), stream_id) where type = 'OrderPlaced'`,
    );
    // Empty while all is well, so it costs nothing then.
    await runner.query(
      `create index deadline_overdue_status on deadline (status, process_id) where overdue_since is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index deadline_overdue_status, event_placed_by_customer, head_fulfillment_status');
    await runner.query('drop table fulfillment_operation');
  }
}
