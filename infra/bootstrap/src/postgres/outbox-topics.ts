import { createHash } from 'node:crypto';
import pg from 'pg';

const { escapeIdentifier, escapeLiteral } = pg;

const PREFIX = 'topic_exists_';

/**
 * Lets an outbox take only rows for topics of the list, and answers what it changed.
 *
 * A row for a topic that does not exist would hang the connector for all services, for ever, while it says that it is
 * running; so the writer is refused instead. The constraint's name tells the list it was made of.
 */
export async function limitOutboxTopics(
  client: pg.Client,
  schemas: readonly string[],
  topics: readonly string[],
): Promise<readonly string[]> {
  const list = topics.toSorted();
  const constraint = `${PREFIX}${createHash('sha256').update(list.join()).digest('hex').slice(0, 12)}`;
  const { rows } = await client.query<{ schema: string; constraint: string }>(
    `select constraint_schema as schema, constraint_name as constraint from information_schema.table_constraints
     where constraint_schema = any($1::text[]) and table_name = 'outbox' and starts_with(constraint_name, $2)`,
    [schemas, PREFIX],
  );
  const changed = schemas.filter(
    (schema) => !rows.some((row) => row.schema === schema && row.constraint === constraint),
  );
  for (const schema of changed) {
    const dropped = rows
      .filter((row) => row.schema === schema)
      .map((row) => `drop constraint ${escapeIdentifier(row.constraint)}, `);
    // Not valid: what was written before has gone its way, and is not worth a scan under a lock.
    await client.query(
      `alter table ${escapeIdentifier(schema)}.outbox ${dropped.join('')}add constraint ${constraint}
       check (topic = any (array[${list.map((topic) => escapeLiteral(topic)).join(', ')}]::text[])) not valid`,
    );
  }
  return changed.map((schema) => `${schema}.outbox takes ${list.length} topics`);
}
