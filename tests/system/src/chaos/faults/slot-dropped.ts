import { eventually } from '@tidemark/local';
import type { Strike } from './fault.ts';

/** The slot goes away under its reader; what is written until it is there again reaches Kafka by no log. */
export const slotDropped: Strike<'slot-dropped'> = async (_fault, { query }) => {
  const drop = async (): Promise<true | undefined> => {
    await query(
      'public',
      `select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = current_database() and active`,
    );
    const dropped = await query(
      'public',
      'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = current_database()',
    );
    return dropped.length > 0 ? true : undefined;
  };
  // Its reader may be back between the two; and another fault may have taken the database, or the slot.
  const note = await eventually('the slot to be dropped', () => drop().catch(() => undefined), 10_000).then(
    () => undefined,
    (error: unknown) => `the slot was not dropped: ${String(error)}`,
  );
  return () => Promise.resolve(note);
};
