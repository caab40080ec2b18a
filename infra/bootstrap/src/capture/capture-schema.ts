import pg from 'pg';
import { CALLED_BY_WATCHDOG, CAPTURE_FUNCTIONS } from './capture-functions.ts';

const { escapeIdentifier } = pg;

/** What Postgres itself knows of the change data capture, so that it survives the slot. */
export const CAPTURE_SCHEMA = 'capture';

/**
 * Makes the table of confirmed positions and the functions that are all the watchdog may do. Only who may use the schema
 * can call them; they run with the rights of their owner, so the watchdog itself can read and write no table at all.
 */
export async function createCapture(client: pg.Client, watchdogRole: string): Promise<void> {
  const schema = escapeIdentifier(CAPTURE_SCHEMA);
  const role = escapeIdentifier(watchdogRole);
  await client.query(`
    create schema if not exists ${schema};
    ${MARK};
    ${DELETION};
    ${CAPTURE_FUNCTIONS.join(';\n')};
    revoke all on all functions in schema ${schema} from public;
    ${CALLED_BY_WATCHDOG.map((name) => `grant execute on function ${schema}.${name} to ${role}`).join(';\n')}`);
}

/**
 * A mark pairs a place in the log with everything that was committed before it. When the slot has confirmed the place,
 * all of that has reached Kafka. A snapshot says so exactly; the highest sequence number would not, since numbers are
 * given out in another order than transactions commit. Both mean something on one server only: `system_id` tells which.
 */
const MARK = `create table if not exists capture.mark (
  lsn pg_lsn primary key,
  snapshot pg_snapshot not null,
  system_id bigint not null,
  taken_at timestamptz(3) not null default clock_timestamp(),
  confirmed_at timestamptz(3)
)`;

/** Rows that were deleted from captured tables, until pruning finds that Debezium has told of it. */
const DELETION = `create table if not exists capture.deletion (
  seq bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  deleted_from text not null,
  old jsonb not null
)`;
