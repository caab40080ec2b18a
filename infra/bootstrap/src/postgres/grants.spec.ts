import { describe, expect, it } from 'vitest';
import { catalogs, goodsCatalog } from '../catalogs.fixtures.ts';
import type { Grant, GrantSubjects } from './grants.ts';
import { grantChanges, grantStatements, wantedGrants } from './grants.ts';

const grant = (privilege: string, overrides: Partial<Grant> = {}): Grant => ({
  kind: 'table',
  schema: 'order',
  object: 'event',
  role: 'order_service',
  privilege,
  ...overrides,
});

describe('the difference between rights', () => {
  it('is nothing when they are as they should be', () => {
    expect(grantChanges([grant('select')], [grant('select')])).toEqual({ grant: [], revoke: [] });
  });

  it('is what is wanted and missing, once, and what is there and not wanted', () => {
    expect(grantChanges([grant('delete')], [grant('select'), grant('select')])).toEqual({
      grant: [grant('select')],
      revoke: [grant('delete')],
    });
  });

  it('tells the same privilege of two roles apart', () => {
    const other = grant('select', { role: 'public' });

    expect(grantChanges([other], [grant('select')]).revoke).toEqual([other]);
  });
});

describe('the statements for it', () => {
  it('take away first, and join what one role may do with one table', () => {
    expect(
      grantStatements({
        grant: [grant('select'), grant('insert')],
        revoke: [grant('connect', { kind: 'database', schema: '', object: 'tidemark', role: 'public' })],
      }),
    ).toEqual([
      'revoke connect on database "tidemark" from public',
      'grant select, insert on table "order"."event" to "order_service"',
    ]);
  });
});

describe('the rights that are wanted', () => {
  const subjects: GrantSubjects = {
    databaseName: 'tidemark',
    catalogs,
    replicationRole: 'debezium',
    auditorRole: 'auditor',
    watchdogRole: 'watchdog',
    captureSchema: 'capture',
    registered: { schema: 'contracts', table: 'schema_ids' },
    captured: [{ schema: 'goods', table: 'good' }],
    sequences: [
      { schema: 'goods', name: 'good_version', table: null },
      { schema: 'goods', name: 'migration_id_seq', table: 'migration' },
    ],
    tables: [{ schema: 'goods', table: 'good' }],
  };
  const wanted = wantedGrants(subjects);
  const of = (role: string): readonly Grant[] => wanted.filter((right) => right.role === role);

  it('never let a service into the schema of another', () => {
    const schemas = of('goods_service').map(({ kind, schema, object }) => (kind === 'schema' ? object : schema));

    expect(new Set(schemas)).toEqual(new Set(['', 'goods', 'contracts']));
  });

  it('let a service use a free sequence of its schema, and none of a table it may not write', () => {
    const sequences = of('goods_service').filter(({ kind }) => kind === 'sequence');

    expect(sequences.map(({ object }) => object)).toEqual(['good_version']);
  });

  it('add what the catalog gives to what the unit of work needs', () => {
    const tables = of('goods_service').filter(({ object }) => object === 'good' || object === 'event');

    expect(tables.map(({ object, privilege }) => `${privilege} ${object}`)).toEqual([
      'select event',
      'insert event',
      ...goodsCatalog.database.grants.good.map((privilege) => `${privilege} good`),
    ]);
  });

  it('let nobody but the services change anything', () => {
    const readers = [...of('debezium'), ...of('auditor'), ...of('watchdog')];

    expect(new Set(readers.map(({ privilege }) => privilege))).toEqual(new Set(['connect', 'usage', 'select']));
  });

  it('let the watchdog touch no table', () => {
    expect(of('watchdog').map(({ privilege, kind, object }) => `${privilege} ${kind} ${object}`)).toEqual([
      'connect database tidemark',
      'usage schema capture',
    ]);
  });
});
