import pg from 'pg';
import { CAPTURE_SCHEMA, createCapture } from '../capture/capture-schema.ts';
import type { DatabaseCatalog } from '../catalog.ts';
import { roleOf } from '../catalog.ts';
import type { Patience } from '../patience.ts';
import type { Settings } from '../settings.ts';
import type { StepOutcome } from '../step-report.ts';
import { counted } from '../step-report.ts';
import { applyGrants } from './apply-grants.ts';
import { OWN_SCHEMA, migrate } from './migrations.ts';
import { limitOutboxTopics } from './outbox-topics.ts';
import type { PublishedTable } from './replication.ts';
import { applyReplication } from './replication.ts';
import type { RoleWish } from './roles.ts';
import { applyRoles } from './roles.ts';
import { createSchemaIds, registered } from './schema-ids.ts';
import { beAlone, databaseUrl, openDatabase } from './server.ts';

const { escapeIdentifier } = pg;

export interface PreparedDatabase {
  /** The administrator's session. It keeps other bootstraps of this database waiting until it ends. */
  readonly client: pg.Client;
}

export interface StepRunner {
  readonly step: <T extends StepOutcome>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly onClose: (close: () => Promise<void>) => void;
  /** Stops whoever reads the slot and lets them forget how far they have read: a new one is about to be made. */
  readonly beforeNewSlot: () => Promise<void>;
}

/** The role that Debezium logs in with. */
export const replicationRoleOf = (databaseName: string): string => `${databaseName}_replication`;

/** The role that may read everything and change nothing. */
export const auditorRoleOf = (databaseName: string): string => `${databaseName}_auditor`;

/** The role that watches over the change data capture: it may call the functions that this takes, and nothing else. */
export const watchdogRoleOf = (databaseName: string): string => `${databaseName}_watchdog`;

/** What Debezium reads: every outbox, bootstrap's own among them, and the captured tables. */
export function publishedTables(catalogs: readonly DatabaseCatalog[]): readonly PublishedTable[] {
  return [
    ...[...catalogs.map(({ name }) => name), OWN_SCHEMA].map((schema) => ({ schema, table: 'outbox', outbox: true })),
    ...catalogs.flatMap(({ name, database }) =>
      database.captured.map(({ table }) => ({ schema: name, table, outbox: false })),
    ),
  ];
}

/** Database, roles, schemas, tables, rights, publication and slot, in the order in which they need each other. */
export async function prepareDatabase(
  settings: Settings,
  patience: Patience,
  { step, onClose, beforeNewSlot }: StepRunner,
): Promise<PreparedDatabase> {
  const { databaseName, catalogs, postgresAdminUrl } = settings;
  const { client, created } = await openDatabase(postgresAdminUrl, databaseName, patience);
  onClose(() => client.end());
  await beAlone(client);
  await step('database', () => applyOwners(client, created, settings));
  await step('migrations', () => migrateAll(databaseUrl(postgresAdminUrl, databaseName), catalogs));
  await step('grants', () => applyRights(client, settings));
  await step('replication', () => applyCapture(client, settings, beforeNewSlot));
  return { client };
}

async function applyCapture(
  client: pg.Client,
  { databaseName, catalogs, topics }: Settings,
  beforeNewSlot: () => Promise<void>,
): Promise<StepOutcome> {
  const tables = publishedTables(catalogs);
  const limits = await limitOutboxTopics(
    client,
    tables.filter(({ outbox }) => outbox).map(({ schema }) => schema),
    topics.map(({ name }) => name),
  );
  const outcome = await applyReplication(client, databaseName, tables, beforeNewSlot);
  const limited = limits.length > 0 ? `, topics of ${limits.length} outboxes limited` : '';
  return { ...outcome, summary: `${outcome.summary}${limited}`, changes: [...limits, ...outcome.changes] };
}

async function applyOwners(
  client: pg.Client,
  databaseIsNew: boolean,
  { databaseName, catalogs, secretsDir }: Settings,
): Promise<StepOutcome> {
  const wishes = rolesOf(databaseName, catalogs);
  const roles = await applyRoles(client, databaseName, wishes, secretsDir);
  const schemas = await createSchemas(client, [...catalogs.map(({ name }) => name), OWN_SCHEMA]);
  await createSchemaIds(client);
  await createCapture(client, watchdogRoleOf(databaseName));
  const createdRoles = roles.filter((change) => change.endsWith(' created')).length;
  return {
    summary: [
      `${databaseName}${databaseIsNew ? ' (created)' : ''}`,
      counted(catalogs.length, 'service'),
      counted(wishes.length, 'role', { created: createdRoles, altered: roles.length - createdRoles }),
    ].join(', '),
    changes: [...(databaseIsNew ? [`database ${databaseName} created`] : []), ...roles, ...schemas],
    warnings: [],
  };
}

const rolesOf = (databaseName: string, catalogs: readonly DatabaseCatalog[]): readonly RoleWish[] => [
  ...catalogs.map(({ name }) => ({ name: roleOf(name), replication: false, searchPath: [name], readOnly: false })),
  { name: replicationRoleOf(databaseName), replication: true, searchPath: [], readOnly: false },
  { name: auditorRoleOf(databaseName), replication: false, searchPath: [], readOnly: true },
  { name: watchdogRoleOf(databaseName), replication: false, searchPath: [], readOnly: false },
];

async function createSchemas(client: pg.Client, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ nspname: string }>('select nspname from pg_namespace where nspname = any($1)', [
    names,
  ]);
  const there = new Set(rows.map(({ nspname }) => nspname));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length > 0) {
    await client.query(missing.map((name) => `create schema ${escapeIdentifier(name)}`).join(';'));
  }
  return missing.map((name) => `schema ${name} created`);
}

async function migrateAll(url: string, catalogs: readonly DatabaseCatalog[]): Promise<StepOutcome> {
  const targets = [
    ...catalogs.map(({ name, database }) => ({ schema: name, migrations: database.migrations })),
    { schema: OWN_SCHEMA, migrations: [] },
  ];
  const ran = await Promise.all(
    targets.map(async ({ schema, migrations }) =>
      (await migrate(url, schema, migrations)).map((name) => `${schema} ${name}`),
    ),
  );
  const changes = ran.flat();
  return {
    summary: `${counted(targets.length, 'schema')} up to date${changes.length > 0 ? ` (${counted(changes.length, 'migration')} run)` : ''}`,
    changes,
    warnings: [],
  };
}

async function applyRights(client: pg.Client, { databaseName, catalogs }: Settings): Promise<StepOutcome> {
  const tables = publishedTables(catalogs);
  const { total, changes } = await applyGrants(
    client,
    {
      databaseName,
      catalogs,
      replicationRole: replicationRoleOf(databaseName),
      auditorRole: auditorRoleOf(databaseName),
      watchdogRole: watchdogRoleOf(databaseName),
      captureSchema: CAPTURE_SCHEMA,
      registered,
      captured: tables,
    },
    [...new Set(tables.map(({ schema }) => schema))],
  );
  const revoked = changes.filter((change) => change.startsWith('revoke')).length;
  return {
    summary: counted(total, 'right', { 'statements granted': changes.length - revoked, 'statements revoked': revoked }),
    changes,
    warnings: [],
  };
}
