import pg from 'pg';

/** A prepared statement: the name lets a connection parse it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type Run = <Row extends object>(statement: Statement, ...values: readonly unknown[]) => Promise<readonly Row[]>;

export interface Database {
  /** Runs one statement in a transaction of its own. */
  readonly run: Run;
  /** Runs several in one: all or none. */
  readonly transaction: <Result>(work: (run: Run) => Promise<Result>) => Promise<Result>;
}

const POOL_SIZE = 10;

/** As many connections as one of our services has. */
export const databaseAt = (connectionString: string): Database => {
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE });
  // A connection that breaks while nobody uses it is replaced by the next one that is needed.
  pool.on('error', () => undefined);
  return {
    run: runOn(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(runOn(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
};

const runOn =
  (target: pg.Pool | pg.PoolClient): Run =>
  async <Row extends object>({ name, text }: Statement, ...values: readonly unknown[]) =>
    (await target.query<Row>({ name, text, values: [...values] })).rows;
