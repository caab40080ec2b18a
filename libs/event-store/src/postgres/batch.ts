import pg from 'pg';
import type { Statement } from './statements.ts';

/** Asks for the rows of a statement once its batch was sent. */
export type Answer<Row> = () => readonly Row[];

/**
 * Statements that go to the server in one write and are answered in one: a single Sync stands behind the last. The first
 * that fails keeps those behind it from running, and fails the batch.
 *
 * node-postgres' own pipeline mode syncs, and so flushes, after every statement; a transaction here has about twelve.
 * PostgreSQL documentation, "Message Flow", Pipelining.
 */
export class Batch {
  readonly #statements: Statement[] = [];
  #results: readonly pg.QueryResult[] = [];

  add<Row extends object>(statement: Statement): Answer<Row> {
    const index = this.#statements.push(statement) - 1;
    return () => (this.#results[index]?.rows ?? []) as readonly Row[];
  }

  /** Resolves with the last statement's command tag, such as COMMIT. */
  async send(client: pg.PoolClient): Promise<string | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult | pg.QueryResult[]>();
    client.query(
      new StatementsAtOnce(this.#statements, (error, results) => {
        if (error) reject(error);
        else resolve(results);
      }),
    );
    this.#results = [await promise].flat();
    return this.#results.at(-1)?.command;
  }
}

/** What node-postgres does for one statement, and its types leave out. */
interface Preparing {
  prepare(connection: Wire): void;
}

interface Wire {
  /** By name: what was sent to be parsed on this connection. */
  readonly submittedNamedStatements: Record<string, string>;
  _send(bytes: Buffer): void;
  close(what: { readonly type: 'S'; readonly name: string }): void;
}

/** Message type S, and its length. */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

/** Collects several results as the library does for a text of several statements. */
class StatementsAtOnce extends pg.Query {
  readonly #statements: readonly Statement[];
  #parsedHere: readonly string[] = [];

  constructor(
    statements: readonly Statement[],
    callback: (error: Error | undefined, results: pg.QueryResult | pg.QueryResult[]) => void,
  ) {
    super('', callback);
    this.#statements = statements;
  }

  /** Returns what kept it from being sent, as the library wants it. */
  override submit = (connection: pg.Connection): unknown => {
    const wire = connection as unknown as Wire;
    const names = this.#statements.map(({ name }) => name);
    this.#parsedHere = names.filter((name) => !(name in wire.submittedNamedStatements));
    // Each prepares itself on the same connection, only without a Sync and a write of its own.
    const parts: Buffer[] = [];
    const collecting = Object.create(wire, {
      _send: { value: (part: Buffer) => parts.push(part) },
      sync: { value: () => undefined },
    }) as Wire;
    try {
      for (const statement of this.#statements) (new pg.Query(statement) as unknown as Preparing).prepare(collecting);
    } catch (error) {
      return error;
    }
    wire._send(Buffer.concat([...parts, SYNC]));
    return undefined;
  };

  /** Nobody knows which statements were parsed before the one that failed: all are taken back, to be parsed anew. */
  handleError(error: Error, connection: pg.Connection): void {
    const wire = connection as unknown as Wire;
    for (const name of this.#parsedHere) {
      Reflect.deleteProperty(wire.submittedNamedStatements, name);
      wire.close({ type: 'S', name });
    }
    (pg.Query.prototype as unknown as Failing).handleError.call(this, error, connection);
  }
}

interface Failing {
  handleError(error: Error, connection: pg.Connection): void;
}
