import pg from 'pg';
import { committedRows } from './pgoutput.ts';

/** A message in a service's outbox, as the write-ahead log saw it. */
export interface CommittedMessage {
  readonly service: string;
  readonly id: string;
  /** The id of its order, for nearly all. */
  readonly key: string;
  readonly type: string;
  /** When its transaction was committed. Epoch milliseconds. */
  readonly committedAtMs: number;
  /** What the unit of work stamped it with, under its locks and before it wrote. Epoch milliseconds. */
  readonly stampedAtMs: number;
}

/**
 * Knows when every message was committed, from the write-ahead log itself.
 *
 * The stamp in a row is older than its commit by the time that the transaction took to decide and to write, which under
 * load is the time of a whole chunk; and asking the tables again and again would load what is being measured. So a
 * temporary logical slot marks the log's present end, costs nothing while the load runs, and is read when it is over.
 * What stays unseen is the flush of the commit record to the disk, which follows it.
 */
export interface CommitWitness {
  /** All messages since the witness was called, or since the last reading. */
  readonly read: () => Promise<readonly CommittedMessage[]>;
  readonly close: () => Promise<void>;
}

export const openWitness = async (adminUrl: string): Promise<CommitWitness> => {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'tidemark-bench' });
  client.on('error', () => undefined);
  await client.connect();
  const name = `bench_witness_${process.pid}`;
  const { rows: outboxes } = await client.query<{ schema: string }>(
    `select schemaname as schema from pg_tables where tablename = 'outbox' and schemaname <> 'bootstrap' order by 1`,
  );
  const tables = outboxes.map(({ schema }) => `${pg.escapeIdentifier(schema)}.outbox (id, key, type, occurred_at)`);
  await client.query(`drop publication if exists ${name}`);
  await client.query(`create publication ${name} for table ${tables.join(', ')} with (publish = 'insert')`);
  await client.query(`select pg_create_logical_replication_slot($1, 'pgoutput', true)`, [name]);
  return {
    read: async () => {
      const { rows } = await client.query<{ data: Buffer }>(
        `select data from pg_logical_slot_get_binary_changes($1, null, null, 'proto_version', '1', 'publication_names', $2)`,
        [name, name],
      );
      return committedRows(rows.map(({ data }) => data)).map(({ schema, values, committedAtMs }) => {
        const [id = '', key = '', type = '', stamp = ''] = values.map((value) => value ?? '');
        // A timestamp without time zone, written in UTC.
        return {
          service: schema,
          id,
          key,
          type,
          committedAtMs,
          stampedAtMs: Date.parse(`${stamp.replace(' ', 'T')}Z`),
        };
      });
    },
    close: async () => {
      // The slot goes with the session; the publication would stay.
      await client.query(`drop publication if exists ${name}`).catch(() => undefined);
      await client.end();
    },
  };
};
