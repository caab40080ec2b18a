import type pg from 'pg';
import { BootstrapError } from '../bootstrap-error.ts';
import type { DatabaseCatalog } from '../catalog.ts';
import type { Grant, GrantSubjects, SequenceState } from './grants.ts';
import { PUBLIC, grantChanges, grantStatements, tableGrants, wantedGrants } from './grants.ts';

interface TableState {
  readonly schema: string;
  readonly table: string;
}

/** Gives each role exactly its rights, takes everything from everybody else, and answers what it changed. */
export async function applyGrants(
  client: pg.Client,
  subjects: Omit<GrantSubjects, 'sequences' | 'tables'>,
  schemas: readonly string[],
): Promise<{ readonly total: number; readonly changes: readonly string[] }> {
  const [tables, sequences] = [await readTables(client, schemas), await readSequences(client, schemas)];
  requireGrantedTables(subjects.catalogs, tables);
  const wanted = wantedGrants({ ...subjects, tables, sequences });
  const roles = [...new Set(wanted.map(({ role }) => role))];
  const { rows: current } = await client.query<Grant>(GRANTS, [
    roles,
    [...schemas, subjects.registered.schema, PUBLIC],
    subjects.databaseName,
  ]);
  const statements = grantStatements(grantChanges(current, wanted));
  if (statements.length > 0) await client.query(['begin', ...statements, 'commit'].join(';\n'));
  return { total: wanted.length, changes: statements };
}

async function readTables(client: pg.Client, schemas: readonly string[]): Promise<readonly TableState[]> {
  const { rows } = await client.query<TableState>(
    `select n.nspname as schema, c.relname as table
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm') order by 1, 2`,
    [schemas],
  );
  return rows;
}

/** Those of identity columns need no right of their own. */
async function readSequences(client: pg.Client, schemas: readonly string[]): Promise<readonly SequenceState[]> {
  const { rows } = await client.query<SequenceState>(
    `select n.nspname as schema, c.relname as name,
            (select t.relname from pg_depend d join pg_class t on t.oid = d.refobjid
             where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'a' limit 1) as table
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind = 'S'
       and not exists (select from pg_depend d
                       where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i')`,
    [schemas],
  );
  return rows;
}

function requireGrantedTables(catalogs: readonly DatabaseCatalog[], tables: readonly TableState[]): void {
  const there = new Set(tables.map(({ schema, table }) => `${schema}.${table}`));
  for (const catalog of catalogs) {
    const missing = tableGrants(catalog).find(([table]) => !there.has(`${catalog.name}.${table}`));
    if (missing) {
      throw new BootstrapError(
        'BOOTSTRAP.CATALOG',
        `The catalog of ${catalog.name} grants rights on the table ${missing[0]}, which none of its migrations makes: correct the one or the other.`,
        { service: catalog.name, table: missing[0] },
      );
    }
  }
}

/** All rights of the roles, wherever they are; of everybody, those on what is ours. Owners are left out. */
const GRANTS = `
  with given as (
    select case c.relkind when 'S' then 'sequence' else 'table' end as kind, n.nspname::text as schema,
           c.relname::text as object, c.relowner as owner,
           aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) as acl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S')
      and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    union all
    select 'schema', '', n.nspname::text, n.nspowner, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner)))
    from pg_namespace n
    where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    union all
    select 'database', '', d.datname::text, d.datdba, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba)))
    from pg_database d
    where d.datname = $3
  )
  select g.kind, g.schema, g.object, coalesce(r.rolname, 'public') as role, lower((g.acl).privilege_type) as privilege
  from given g left join pg_roles r on r.oid = (g.acl).grantee
  where (g.acl).grantee <> g.owner
    and (r.rolname = any($1::text[])
         or (g.acl).grantee = 0 and (g.kind = 'database' or g.schema = any($2::text[]) or g.object = any($2::text[])))`;
