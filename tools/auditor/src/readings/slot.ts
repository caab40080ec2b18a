import { setTimeout as sleep } from 'node:timers/promises';
import type { SlotReading } from '../judgments/capture.ts';
import { PULSE_BYTES } from '../judgments/capture.ts';
import type { Ask } from './session.ts';

/** Where the database's log stands. */
export const readPosition = async (ask: Ask): Promise<string> => {
  const [row] = await ask<{ at: string }>('select pg_current_wal_lsn()::text as at');
  return row?.at ?? '0/0';
};

/** The slot of this database, once its reader is near a position, or as it is when the patience ends. */
export const readSlot = async (
  ask: Ask,
  position: string,
  patienceMs: number,
  nearBytes = PULSE_BYTES,
): Promise<SlotReading | undefined> => {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    const slot = await lookAtSlot(ask, position);
    if (slot === undefined || slot.lagBytes <= nearBytes || performance.now() > endsAt) return slot;
    await sleep(100);
  }
};

const lookAtSlot = async (ask: Ask, position: string): Promise<SlotReading | undefined> => {
  type Row = {
    name: string;
    active: boolean;
    walStatus: string | null;
    kept: string | null;
    cap: string;
    lag: string | null;
  };
  const [row] = await ask<Row>(
    `select slot_name as name, active, wal_status as "walStatus",
            pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) as kept,
            case current_setting('max_slot_wal_keep_size') when '-1' then '-1'
                 else pg_size_bytes(current_setting('max_slot_wal_keep_size'))::text end as cap,
            greatest(pg_wal_lsn_diff($1::pg_lsn, confirmed_flush_lsn), 0) as lag
     from pg_replication_slots where slot_name = current_database()`,
    [position],
  );
  if (row === undefined) return undefined;
  return {
    name: row.name,
    active: row.active,
    walStatus: row.walStatus ?? 'unknown',
    keptBytes: Number(row.kept ?? 0),
    ...(row.cap !== '-1' && { capBytes: Number(row.cap) }),
    lagBytes: Number(row.lag ?? 0),
  };
};
