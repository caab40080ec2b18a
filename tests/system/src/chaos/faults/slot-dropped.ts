import type { Strike } from './fault.ts';

/** The slot goes away under its reader; what is written until it is there again reaches Kafka by no log. */
export const slotDropped: Strike<'slot-dropped'> = async (_fault, { query }) => {
  await query(
    'public',
    `select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = current_database() and active`,
  );
  await query(
    'public',
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = current_database()',
  );
  return () => Promise.resolve(undefined);
};
