/** A row that a transaction inserted, with the moment at which the transaction was committed. */
export interface CommittedRow {
  readonly schema: string;
  readonly table: string;
  /** In the order of the published columns. */
  readonly values: readonly (string | null)[];
  /** Epoch milliseconds, to the microsecond. */
  readonly committedAtMs: number;
}

/** Postgres counts microseconds from the year 2000. */
const EPOCH_OF_POSTGRES_MS = Date.UTC(2000, 0, 1);

interface Relation {
  readonly schema: string;
  readonly table: string;
}

/**
 * Reads what the plugin `pgoutput`, protocol version 1, makes of the write-ahead log: the inserts, each with the commit
 * time of its transaction. Everything else is skipped.
 */
export const committedRows = (messages: Iterable<Buffer>): readonly CommittedRow[] => {
  const relations = new Map<number, Relation>();
  const rows: CommittedRow[] = [];
  let committedAtMs = 0;
  for (const message of messages) {
    switch (message.toString('latin1', 0, 1)) {
      case 'B':
        committedAtMs = Number(message.readBigInt64BE(9)) / 1_000 + EPOCH_OF_POSTGRES_MS;
        break;
      case 'R':
        relations.set(message.readInt32BE(1), relationOf(message));
        break;
      case 'I': {
        const relation = relations.get(message.readInt32BE(1));
        if (relation !== undefined) rows.push({ ...relation, values: valuesOf(message), committedAtMs });
        break;
      }
      default:
    }
  }
  return rows;
};

const relationOf = (message: Buffer): Relation => {
  const schemaEnd = message.indexOf(0, 5);
  const tableEnd = message.indexOf(0, schemaEnd + 1);
  return { schema: message.toString('utf8', 5, schemaEnd), table: message.toString('utf8', schemaEnd + 1, tableEnd) };
};

/** After the kind and the relation comes 'N' for the new row, the number of columns, and each with its kind. */
const valuesOf = (message: Buffer): readonly (string | null)[] => {
  const count = message.readInt16BE(6);
  const values: (string | null)[] = [];
  for (let at = 8; values.length < count;) {
    const isText = message[at] === 't'.charCodeAt(0);
    const length = isText ? message.readInt32BE(at + 1) : 0;
    values.push(isText ? message.toString('utf8', at + 5, at + 5 + length) : null);
    at += isText ? 5 + length : 1;
  }
  return values;
};
