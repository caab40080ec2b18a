import pg from 'pg';

/** Asks the database as its administrator, in the schema of one service. */
export type Query = <Row extends object>(
  service: string,
  sql: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

/** The shop's database on this server. */
export const databaseAt = (adminUrl: string): { readonly query: Query; readonly close: () => Promise<void> } => {
  const url = new URL(adminUrl);
  url.pathname = '/tidemark';
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  // A test may kill the server; the next question gets a new connection, and says it when there is none.
  pool.on('error', () => undefined);
  // A connection that breaks between two questions fails the next one; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const query: Query = async <Row extends object>(service: string, sql: string, values: readonly unknown[] = []) => {
    const client = await pool.connect();
    try {
      await client.query(`set search_path = "${service}"`);
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      client.release();
    }
  };
  return { query, close: () => pool.end() };
};
