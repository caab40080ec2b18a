import pg from 'pg';
import { unitOfWorkGrants } from '@tidemark/event-store';
import type { DatabaseCatalog } from '../catalog.ts';
import { roleOf } from '../catalog.ts';

const { escapeIdentifier } = pg;

export const PUBLIC = 'public';

/** One right of one role. */
export interface Grant {
  readonly kind: 'database' | 'schema' | 'table' | 'sequence';
  /** The schema, for what lies in one. */
  readonly schema: string;
  readonly object: string;
  readonly role: string;
  readonly privilege: string;
}

export interface GrantChanges {
  readonly grant: readonly Grant[];
  readonly revoke: readonly Grant[];
}

/** The rights to give and to take, so that the roles have exactly what is wanted. */
export function grantChanges(current: readonly Grant[], wanted: readonly Grant[]): GrantChanges {
  const has = new Set(current.map(keyOf));
  const should = new Set(wanted.map(keyOf));
  return {
    grant: wanted.filter((grant, index) => !has.has(keyOf(grant)) && firstOf(wanted, grant) === index),
    revoke: current.filter((grant) => !should.has(keyOf(grant))),
  };
}

const firstOf = (grants: readonly Grant[], grant: Grant): number =>
  grants.findIndex((other) => keyOf(other) === keyOf(grant));

const keyOf = ({ kind, schema, object, role, privilege }: Grant): string =>
  JSON.stringify([kind, schema, object, role, privilege]);

/** One statement per object, role and direction. */
export function grantStatements({ grant, revoke }: GrantChanges): readonly string[] {
  return [...statementsOf(revoke, 'revoke', 'from'), ...statementsOf(grant, 'grant', 'to')];
}

function statementsOf(grants: readonly Grant[], verb: string, preposition: string): readonly string[] {
  const groups = Map.groupBy(grants, ({ privilege: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const privileges = group.map(({ privilege }) => privilege).join(', ');
    const role = first.role === PUBLIC ? PUBLIC : escapeIdentifier(first.role);
    return [`${verb} ${privileges} on ${first.kind} ${nameOf(first)} ${preposition} ${role}`];
  });
}

const nameOf = ({ kind, schema, object }: Grant): string =>
  kind === 'table' || kind === 'sequence'
    ? `${escapeIdentifier(schema)}.${escapeIdentifier(object)}`
    : escapeIdentifier(object);

/** A sequence that is not an identity column's own; whoever writes its table needs it too. */
export interface SequenceState {
  readonly schema: string;
  readonly name: string;
  /** The table whose column it belongs to, if any. */
  readonly table: string | null;
}

export interface GrantSubjects {
  readonly databaseName: string;
  readonly catalogs: readonly DatabaseCatalog[];
  readonly replicationRole: string;
  readonly auditorRole: string;
  /** May call the functions of one schema, and touch no table. */
  readonly watchdogRole: string;
  readonly captureSchema: string;
  /** The schema of the writers' schema ids, which every service reads, and its table. */
  readonly registered: { readonly schema: string; readonly table: string };
  /** Everything that Debezium reads. */
  readonly captured: readonly { readonly schema: string; readonly table: string }[];
  readonly sequences: readonly SequenceState[];
  /** All tables of the services' schemas; the auditor reads them. */
  readonly tables: readonly { readonly schema: string; readonly table: string }[];
}

/** Every right that a role should have; what is not here is taken away. */
export function wantedGrants(subjects: GrantSubjects): readonly Grant[] {
  const { databaseName, catalogs, replicationRole, auditorRole, watchdogRole, registered, captured, tables } = subjects;
  const everyRole = [...catalogs.map(({ name }) => roleOf(name)), replicationRole, auditorRole, watchdogRole];
  return [
    ...everyRole.map((role) => onDatabase(databaseName, role)),
    ...catalogs.flatMap((catalog) => serviceGrants(catalog, subjects)),
    ...readGrants(replicationRole, captured),
    ...readGrants(auditorRole, [...tables, registered]),
    onSchema(subjects.captureSchema, watchdogRole),
  ];
}

function serviceGrants(catalog: DatabaseCatalog, { registered, sequences }: GrantSubjects): readonly Grant[] {
  const schema = catalog.name;
  const role = roleOf(catalog.name);
  const tables = tableGrants(catalog);
  const writes = new Set(tables.filter(([, privilege]) => privilege === 'insert').map(([table]) => table));
  return [
    onSchema(schema, role),
    ...tables.map(([object, privilege]): Grant => ({ kind: 'table', schema, object, role, privilege })),
    ...sequences
      .filter((sequence) => sequence.schema === schema && (sequence.table === null || writes.has(sequence.table)))
      .map(({ name: object }): Grant => ({ kind: 'sequence', schema, object, role, privilege: 'usage' })),
    ...readGrants(role, [registered]),
  ];
}

/** The tables of the unit of work and the service's own, with each privilege. */
export function tableGrants({ database }: DatabaseCatalog): readonly (readonly [table: string, privilege: string])[] {
  return [...Object.entries(unitOfWorkGrants), ...Object.entries(database.grants)].flatMap(([table, privileges]) =>
    privileges.map((privilege) => [table, privilege] as const),
  );
}

function readGrants(
  role: string,
  tables: readonly { readonly schema: string; readonly table: string }[],
): readonly Grant[] {
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  return [
    ...schemas.map((schema) => onSchema(schema, role)),
    ...tables.map(({ schema, table }): Grant => ({ kind: 'table', schema, object: table, role, privilege: 'select' })),
  ];
}

const onDatabase = (object: string, role: string): Grant => ({
  kind: 'database',
  schema: '',
  object,
  role,
  privilege: 'connect',
});

const onSchema = (object: string, role: string): Grant => ({
  kind: 'schema',
  schema: '',
  object,
  role,
  privilege: 'usage',
});
