import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';

/** The slot goes away under its reader; what is written until it is there again reaches Kafka by no log. */
export const slotDropped: Strike<'slot-dropped'> = async (_fault, { query }) => {
  // Its reader may be back between the two; and another fault may have taken the database, or the slot.
  await untilDone(async () => {
    await query(
      'public',
      `select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = current_database() and active`,
    );
    const dropped = await query(
      'public',
      'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = current_database()',
    );
    if (dropped.length === 0) throw new Error('there is no slot to be dropped');
  });
  return () => Promise.resolve(undefined);
};
