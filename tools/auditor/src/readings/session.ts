import pg from 'pg';

/** Asks the database; rows come as objects. */
export type Ask = <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** One look at the database: everything asked of it is of the same moment. */
export interface Snapshot {
  readonly ask: Ask;
  /** The services that have a schema here: those with an outbox and an inbox. */
  readonly services: readonly string[];
}

/** The auditor's connection. It may read everything and change nothing. */
export interface Session {
  /** Each question of its own moment. */
  readonly now: Ask;
  /** All questions of one moment: one transaction, repeatable read, read only. */
  readonly snapshot: <Result>(work: (snapshot: Snapshot) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** Opens the auditor's connection. Fails when the database does not answer, or refuses. */
export const openSession = async (url: string): Promise<Session> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'auditor',
    keepAlive: true,
    // Sums and sorts over all orders: in memory, where there is room for them.
    options: '-c work_mem=64MB -c jit=off -c timezone=UTC',
  });
  // A session that breaks fails its next query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  const ask: Ask = async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(sql, [...values])).rows;
  return {
    now: ask,
    snapshot: async (work) => {
      await client.query('begin transaction isolation level repeatable read, read only');
      try {
        return await work({ ask, services: await servicesOf(ask) });
      } finally {
        await client.query('rollback');
      }
    },
    close: () => client.end(),
  };
};

/** Derived from what is there, so that a sixth service is audited without an edit. */
export const servicesOf = async (ask: Ask): Promise<readonly string[]> => {
  const rows = await ask<{ schema: string }>(
    `select n.nspname as schema from pg_namespace n
     where exists (select from pg_class c where c.relnamespace = n.oid and c.relname = 'outbox' and c.relkind = 'r')
       and exists (select from pg_class c where c.relnamespace = n.oid and c.relname = 'inbox' and c.relkind = 'r')
     order by 1`,
  );
  return rows.map(({ schema }) => schema);
};

/** One question put to every service's schema, the answers together. `{}` stands for the schema. */
export const ofEach = (services: readonly string[], sql: string): string =>
  services
    .map(
      (service) =>
        `(${sql.replaceAll('{}', pg.escapeIdentifier(service)).replaceAll('{name}', pg.escapeLiteral(service))})`,
    )
    .join('\nunion all\n');
