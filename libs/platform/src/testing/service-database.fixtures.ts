import { randomBytes, randomUUID } from 'node:crypto';
import { numberedSchemaRows } from '@tidemark/avro';
import { unitOfWorkGrants, unitOfWorkMigrations } from '@tidemark/event-store';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import type { ServiceCatalog } from '../catalog.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresAdminUrl: string;
    readonly kafkaBrokers: string;
  }
}

export interface ServiceDatabase {
  /** For the service: its role has the rights that the catalog says, and no others. */
  readonly url: string;
  /** For the spec: may do anything, and sees the service's tables by their plain names. */
  readonly admin: pg.Pool;
  /** Closes the spec's pool; drops database and role. */
  readonly drop: () => Promise<void>;
}

type DatabaseCatalog = Pick<ServiceCatalog, 'name' | 'database'>;

/**
 * Creates a database of its own for one service, as bootstrap would: schema, tables, role, rights, schema ids.
 *
 * The role has only what the catalog grants, so a right that was forgotten there fails the spec.
 */
export const createServiceDatabase = async ({ name, database }: DatabaseCatalog): Promise<ServiceDatabase> => {
  const serverUrl = inject('postgresAdminUrl');
  const id = `test_${randomUUID().replaceAll('-', '')}`;
  const password = randomBytes(12).toString('hex');
  await once(serverUrl, [`create database ${id}`, `create role ${id} login password '${password}'`]);
  const adminUrl = Object.assign(new URL(serverUrl), { pathname: `/${id}` }).href;
  const searchPath = `-c search_path="${name}"`;
  await once(adminUrl, [
    `create schema "${name}"`,
    `alter role ${id} in database ${id} set search_path = "${name}"`,
    ...SCHEMA_IDS,
  ]);
  await migrate(adminUrl, searchPath, database.migrations);
  await once(adminUrl, grantsOf(name, id, database.grants));
  const admin = new pg.Pool({ connectionString: adminUrl, options: searchPath, max: 4 });
  // The server ends idle sessions when the run ends; without a listener that would end the spec.
  admin.on('error', () => undefined);
  await admin.query(
    `insert into contracts.schema_ids (subject, fingerprint, schema_id, schema_text)
     select subject, fingerprint, "schemaId", "schemaText"
     from jsonb_to_recordset($1) as t (subject text, fingerprint text, "schemaId" int, "schemaText" text)`,
    [JSON.stringify(numberedSchemaRows())],
  );
  return {
    url: Object.assign(new URL(adminUrl), { username: id, password }).href,
    admin,
    drop: async () => {
      await admin.end();
      await once(serverUrl, [`drop database ${id} with (force)`, `drop role ${id}`]);
    },
  };
};

const SCHEMA_IDS = [
  'create schema contracts',
  `create table contracts.schema_ids (
    subject text not null,
    fingerprint text not null,
    schema_id int not null,
    schema_text text not null,
    primary key (subject, fingerprint)
  )`,
];

const migrate = async (
  url: string,
  searchPath: string,
  migrations: DatabaseCatalog['database']['migrations'],
): Promise<void> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    extra: { options: searchPath },
    migrations: [...unitOfWorkMigrations, ...migrations],
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
};

const grantsOf = (schema: string, role: string, own: DatabaseCatalog['database']['grants']): readonly string[] => [
  `grant usage on schema "${schema}", contracts to ${role}`,
  `grant select on contracts.schema_ids to ${role}`,
  `grant usage on all sequences in schema "${schema}" to ${role}`,
  ...Object.entries({ ...unitOfWorkGrants, ...own }).map(
    ([table, privileges]) => `grant ${privileges.join(', ')} on "${schema}"."${table}" to ${role}`,
  ),
];

const once = async (url: string, statements: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
