import pg from 'pg';
import { BootstrapError } from '../bootstrap-error.ts';
import type { PublishedAgain } from '../capture/make-slot.ts';
import { makeSlot } from '../capture/make-slot.ts';
import type { StepOutcome } from '../step-report.ts';
import { counted } from '../step-report.ts';

const { escapeIdentifier } = pg;

/** A table that Debezium reads. */
export interface PublishedTable {
  readonly schema: string;
  readonly table: string;
  readonly outbox: boolean;
}

/**
 * Makes the publication list exactly these tables, then the slot, so that every row written from now on reaches Kafka.
 * A slot that is made again publishes again what it may not have told.
 *
 * Warns when that happened, and when the publication was missing although rows had been written before: what was
 * committed in between is lost to Kafka, and nothing else would ever say so.
 */
export async function applyReplication(
  client: pg.Client,
  name: string,
  tables: readonly PublishedTable[],
  beforeNewSlot: () => Promise<void>,
): Promise<StepOutcome> {
  const identities = await logWholeRows(client, tables);
  const publication = await applyPublication(client, name, tables);
  const writtenBefore = await everWritten(client, tables);
  const again = await applySlot(client, name, beforeNewSlot);
  const gap = again === undefined && publication.includes(publicationCreated(name)) && writtenBefore;
  return {
    summary: `publication of ${tables.length} tables, slot ${name}${again === undefined ? '' : ' (created)'}`,
    changes: [...identities, ...publication, ...(again === undefined ? [] : [`slot ${name} created`])],
    warnings: [
      ...(gap ? [gapWarning(name)] : []),
      ...(again !== undefined && writtenBefore ? [againWarning(name, again)] : []),
    ],
  };
}

const publicationCreated = (name: string): string => `publication ${name} created`;

const gapWarning = (name: string): string =>
  `the publication ${name} was missing although rows had been written: what was committed while it was away has not reached Kafka. Compare the outbox tables with the topics, and send again what is missing.`;

const againWarning = (name: string, { messages, rows }: PublishedAgain): string =>
  `the slot ${name} had gone although rows had been written; it was made again, and what it may not have told is published again: ${counted(messages, 'message')} with their ids, ${counted(rows, 'row')} of captured tables.`;

const nameOf = ({ schema, table }: PublishedTable): string => `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;

/** Row changes carry the whole row, so that a reader of a delete knows what was deleted; and it can be told once more. */
async function logWholeRows(client: pg.Client, tables: readonly PublishedTable[]): Promise<readonly string[]> {
  const changes: string[] = [];
  for (const table of tables.filter(({ outbox }) => !outbox)) {
    const { rows } = await client.query<{ identity: string; noted: boolean }>(
      `select relreplident as identity,
              exists (select from pg_trigger t where t.tgrelid = c.oid and tgname = 'note_deletion') as noted
       from pg_class c where oid = to_regclass($1)`,
      [nameOf(table)],
    );
    const [found] = rows;
    if (found === undefined) {
      throw new BootstrapError(
        'BOOTSTRAP.CATALOG',
        `The catalog of ${table.schema} captures the table ${table.table}, which none of its migrations makes: correct the one or the other.`,
        { ...table },
      );
    }
    if (!found.noted) {
      await client.query(
        `create trigger note_deletion after delete on ${nameOf(table)}
         for each row execute function capture.note_deletion()`,
      );
      changes.push(`${table.schema}.${table.table} has its deletions noted`);
    }
    if (found.identity === 'f') continue;
    await client.query(`alter table ${nameOf(table)} replica identity full`);
    changes.push(`${table.schema}.${table.table} logs whole rows`);
  }
  return changes;
}

async function applyPublication(
  client: pg.Client,
  name: string,
  tables: readonly PublishedTable[],
): Promise<readonly string[]> {
  const list = tables.map(nameOf).join(', ');
  const { rows: publications } = await client.query<{ operations: string }>(
    `select concat(pubinsert, pubupdate, pubdelete) as operations from pg_publication where pubname = $1`,
    [name],
  );
  const operations = `publish = 'insert, update, delete'`;
  if (publications[0] === undefined) {
    await client.query(`create publication ${escapeIdentifier(name)} for table ${list} with (${operations})`);
    return [publicationCreated(name)];
  }
  if (publications[0].operations !== 'ttt') {
    await client.query(`alter publication ${escapeIdentifier(name)} set (${operations})`);
  }
  const { rows } = await client.query<PublishedTable>(
    'select schemaname as schema, tablename as table from pg_publication_tables where pubname = $1',
    [name],
  );
  const listed = new Set(rows.map(nameOf));
  if (listed.size === tables.length && tables.every((table) => listed.has(nameOf(table)))) return [];
  await client.query(`alter publication ${escapeIdentifier(name)} set table ${list}`);
  return [`publication ${name} lists ${tables.length} tables`];
}

interface SlotState {
  readonly plugin: string;
  readonly database: string;
  readonly wal_status: string | null;
}

/** Answers what was published again; undefined when the slot is there. */
async function applySlot(
  client: pg.Client,
  name: string,
  beforeNewSlot: () => Promise<void>,
): Promise<PublishedAgain | undefined> {
  const { rows } = await client.query<SlotState>(
    'select plugin, database, wal_status from pg_replication_slots where slot_name = $1',
    [name],
  );
  const [slot] = rows;
  if (slot && (slot.plugin !== 'pgoutput' || slot.database !== client.database)) {
    throw new BootstrapError(
      'BOOTSTRAP.POSTGRES_UNFIT',
      `The server has a slot ${name} for ${slot.plugin} in the database ${slot.database}: drop it if nobody reads it, or choose another DATABASE_NAME.`,
      { ...slot },
    );
  }
  if (slot && slot.wal_status !== 'lost') return undefined;
  await beforeNewSlot();
  return makeSlot(client);
}

/** True when a row was ever written to one of the tables; an outbox may have been pruned since, its sequence tells. */
async function everWritten(client: pg.Client, tables: readonly PublishedTable[]): Promise<boolean> {
  const signs = tables.map((table) =>
    table.outbox
      ? `pg_sequence_last_value(pg_get_serial_sequence('${nameOf(table)}', 'seq')::regclass) is not null`
      : `exists (select from ${nameOf(table)})`,
  );
  const { rows } = await client.query<{ written: boolean }>(`select ${signs.join(' or ')} as written`);
  return rows[0]?.written ?? false;
}

/** How far the slot's reader has confirmed, for a person who looks for what is stuck. */
export async function slotPosition(client: pg.Client, name: string): Promise<string> {
  const { rows } = await client.query<{ position: string }>(
    `select format('slot %s is %s, confirmed up to %s of %s', slot_name, case when active then 'being read' else 'not being read' end,
                   coalesce(confirmed_flush_lsn::text, 'nothing'), pg_current_wal_lsn()) as position
     from pg_replication_slots where slot_name = $1`,
    [name],
  );
  return rows[0]?.position ?? `there is no slot ${name}`;
}
