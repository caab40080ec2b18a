import { createHash } from 'node:crypto';
import type { MessageTopic, MessageType } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import { UnregisteredSchemas } from './errors.ts';
import type { Language } from './schema-types.ts';
import { fullNameOf, messageTypes } from './schema-types.ts';

/** A schema of this program's contracts, as it is registered. */
export interface ContractSchema {
  readonly type: MessageType;
  readonly topic: MessageTopic;
  /** By topic and record name, so that one topic carries several records. */
  readonly subject: string;
  readonly schemaText: string;
  /** Tells this very text from earlier and later ones of the same subject. */
  readonly fingerprint: string;
}

/** A schema that bootstrap has registered, as it stands in the database. */
export interface SchemaRow {
  readonly subject: string;
  readonly fingerprint: string;
  readonly schemaId: number;
  readonly schemaText: string;
}

/** The ids to write with, and the schemas of the ids that are known without asking. */
export interface SchemaIds {
  idOf(type: MessageType): number;
  textOf(schemaId: number): string | undefined;
}

/** Asks the database; any client will do. */
export type Query = (sql: string, params: readonly unknown[]) => Promise<readonly unknown[]>;

/** The table that bootstrap fills and every service reads at its start. */
export const schemaTable = 'contracts.schema_ids';

/** Every schema of a language, as it is registered. */
export const schemasOf = (language: Language): readonly ContractSchema[] =>
  messageTypes.map((type) => {
    const schemaText = JSON.stringify(language[type]);
    const { topic } = routes[type];
    const subject = `${topic}-${fullNameOf(language[type])}`;
    return { type, topic, subject, schemaText, fingerprint: createHash('sha256').update(schemaText).digest('hex') };
  });

/** Every schema of this program's contracts: what bootstrap registers. */
export const contractSchemas: readonly ContractSchema[] = schemasOf(schemas);

/**
 * Loads what bootstrap has registered, all versions of it. A service does this once, at its start, and needs no
 * registry afterwards to write, nor to read what was written with a schema known by then.
 *
 * Fails with the database's own error, or with a TypeError when the table does not have the expected columns.
 */
export const loadSchemaRows = async (query: Query): Promise<readonly SchemaRow[]> => {
  const sql = `select subject, fingerprint, schema_id, schema_text from ${schemaTable} order by schema_id`;
  return (await query(sql, [])).map(schemaRow);
};

const schemaRow = (row: unknown): SchemaRow => {
  const columns = row as Readonly<Record<string, unknown>>;
  const { subject, fingerprint, schema_id: schemaId, schema_text: schemaText } = columns;
  if (
    typeof subject === 'string' &&
    typeof fingerprint === 'string' &&
    typeof schemaId === 'number' &&
    typeof schemaText === 'string'
  ) {
    return { subject, fingerprint, schemaId, schemaText };
  }
  throw new TypeError(
    `A row of ${schemaTable} needs subject, fingerprint and schema_text as text, schema_id as integer.`,
  );
};

/** Finds the id of each schema this program writes with. Fails with {@link UnregisteredSchemas}, naming all it misses. */
export const schemaIdsOf = (rows: readonly SchemaRow[], written = contractSchemas): SchemaIds => {
  const ids = new Map<string, number>();
  const missing: string[] = [];
  for (const { type, subject, fingerprint } of written) {
    const row = rows.find((candidate) => candidate.subject === subject && candidate.fingerprint === fingerprint);
    if (row === undefined) missing.push(subject);
    else ids.set(type, row.schemaId);
  }
  if (missing.length > 0) throw new UnregisteredSchemas(missing);
  const texts = new Map(rows.map(({ schemaId, schemaText }) => [schemaId, schemaText]));
  return {
    idOf(type) {
      const id = ids.get(type);
      if (id === undefined) throw new UnregisteredSchemas([type]);
      return id;
    },
    textOf: (schemaId) => texts.get(schemaId),
  };
};

/** Rows as a registry that has never seen anything else would give: for programs and tests without bootstrap. */
export const numberedSchemaRows = (): readonly SchemaRow[] =>
  contractSchemas.map(({ subject, fingerprint, schemaText }, index) => ({
    subject,
    fingerprint,
    schemaId: index + 1,
    schemaText,
  }));
