import type { ContractSchema, SchemaRow } from '@tidemark/avro';
import { loadSchemaRows, schemaTable } from '@tidemark/avro';
import type pg from 'pg';
import { BootstrapError } from '../bootstrap-error.ts';

const [schema = '', table = ''] = schemaTable.split('.');

/** Where the writers' schema ids are kept; every service reads them at its start. */
export const registered = { schema, table };

export async function createSchemaIds(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists ${schema};
    create table if not exists ${schemaTable} (
      subject text collate "C" not null,
      fingerprint text collate "C" not null,
      schema_id int not null,
      schema_text text not null,
      primary key (subject, fingerprint)
    )`);
}

export const readSchemaIds = (client: pg.Client): Promise<readonly SchemaRow[]> =>
  loadSchemaRows(async (sql, params) => (await client.query<Record<string, unknown>>(sql, [...params])).rows);

/** The schemas whose id is not stored yet. */
export function withoutId(schemas: readonly ContractSchema[], rows: readonly SchemaRow[]): readonly ContractSchema[] {
  const stored = new Set(rows.map(keyOf));
  return schemas.filter((candidate) => !stored.has(keyOf(candidate)));
}

/**
 * Stores what the registry answered, and answers the subjects that are new.
 *
 * Fails when the registry gives a stored schema another id: it has lost its data, and ids that stand in records would
 * soon mean other schemas.
 */
export async function storeSchemaIds(client: pg.Client, rows: readonly SchemaRow[]): Promise<readonly string[]> {
  const stored = await readSchemaIds(client);
  requireSameIds(stored, rows);
  const known = new Set(stored.map(keyOf));
  const added = rows.filter((row) => !known.has(keyOf(row)));
  if (added.length === 0) return [];
  await client.query(
    `insert into ${schemaTable} (subject, fingerprint, schema_id, schema_text)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::text[])`,
    [
      added.map((row) => row.subject),
      added.map((row) => row.fingerprint),
      added.map((row) => row.schemaId),
      added.map((row) => row.schemaText),
    ],
  );
  return added.map(({ subject }) => subject);
}

function requireSameIds(stored: readonly SchemaRow[], answered: readonly SchemaRow[]): void {
  const byKey = new Map(stored.map((row) => [keyOf(row), row]));
  const byId = new Map(stored.map((row) => [row.schemaId, row]));
  for (const row of answered) {
    const before = byKey.get(keyOf(row));
    const holder = byId.get(row.schemaId);
    const moved = before !== undefined && before.schemaId !== row.schemaId;
    const taken = holder !== undefined && holder.schemaText !== row.schemaText;
    if (!moved && !taken) continue;
    throw new BootstrapError(
      'BOOTSTRAP.REGISTRY_FORGOT',
      `The registry gives ${row.subject} the id ${row.schemaId}, ${moved ? `which was ${before.schemaId}` : `which belongs to ${holder?.subject ?? 'another'}`}: it has lost its data, so restore it before anything is written with ids that mean something else.`,
      { subject: row.subject, schemaId: row.schemaId },
    );
  }
}

const keyOf = ({ subject, fingerprint }: { readonly subject: string; readonly fingerprint: string }): string =>
  `${subject} ${fingerprint}`;
