import pg from 'pg';
import { providePassword, scramVerifier, verifies } from './passwords.ts';

const { escapeIdentifier, escapeLiteral } = pg;

/** A role as it should be: it logs in, and may nothing but what it is granted. */
export interface RoleWish {
  readonly name: string;
  /** May read the write-ahead log. */
  readonly replication: boolean;
  /** Where unqualified names are looked up. */
  readonly searchPath: readonly string[];
  readonly readOnly: boolean;
}

interface RoleRecord {
  readonly name: string;
  readonly sober: boolean;
  readonly replication: boolean;
  readonly kept: string | null;
  readonly memberships: readonly string[];
  readonly settings: readonly string[];
}

/** Makes the roles as they should be, and answers what it changed. */
export async function applyRoles(
  client: pg.Client,
  databaseName: string,
  wishes: readonly RoleWish[],
  secretsDir: string,
): Promise<readonly string[]> {
  const passwords = await Promise.all(wishes.map(({ name }) => providePassword(secretsDir, name)));
  const { rows } = await client.query<RoleRecord>(ROLES, [wishes.map(({ name }) => name), databaseName]);
  const known = new Map(rows.map((row) => [row.name, row]));
  const changes: string[] = [];
  for (const [index, wish] of wishes.entries()) {
    const plan = planOf(wish, known.get(wish.name), passwords[index] ?? '', databaseName);
    for (const statement of plan.statements) await client.query(statement);
    changes.push(...plan.changes);
  }
  return changes;
}

interface Plan {
  readonly statements: readonly string[];
  readonly changes: readonly string[];
}

const SOBER = 'login nosuperuser nocreatedb nocreaterole nobypassrls inherit';

function planOf(wish: RoleWish, known: RoleRecord | undefined, password: string, databaseName: string): Plan {
  const role = escapeIdentifier(wish.name);
  const attributes = `${SOBER} ${wish.replication ? 'replication' : 'noreplication'}`;
  const statements: string[] = [];
  const changes: string[] = [];
  const change = (what: string, statement: string): void => {
    changes.push(`role ${wish.name} ${what}`);
    statements.push(statement);
  };
  if (known === undefined) change('created', `create role ${role} ${attributes}`);
  else if (!known.sober || known.replication !== wish.replication) {
    change('has its rights back', `alter role ${role} ${attributes}`);
  }
  if (!verifies(known?.kept ?? null, password)) {
    const statement = `alter role ${role} password ${escapeLiteral(scramVerifier(password))}`;
    if (known === undefined) statements.push(statement);
    else change('has the password of its file', statement);
  }
  for (const group of known?.memberships ?? []) {
    change(`is no member of ${group} any more`, `revoke ${escapeIdentifier(group)} from ${role}`);
  }
  for (const [setting, value, stored] of settingsOf(wish)) {
    if (known?.settings.includes(`${setting}=${stored}`)) continue;
    const statement = `alter role ${role} in database ${escapeIdentifier(databaseName)} set ${setting} = ${value}`;
    if (known === undefined) statements.push(statement);
    else change(`has ${setting} ${stored}`, statement);
  }
  return { statements, changes };
}

/** Each setting as SQL says it, and as Postgres keeps it. */
function settingsOf({ searchPath, readOnly }: RoleWish): readonly (readonly [string, string, string])[] {
  // An empty name among the quoted keeps the path from falling back to "public".
  const path = searchPath.length > 0 ? searchPath.map((schema) => escapeIdentifier(schema)).join(', ') : `''`;
  return [
    ['search_path', path, searchPath.length > 0 ? path : '""'],
    ...(readOnly ? [['default_transaction_read_only', 'on', 'on'] as const] : []),
  ];
}

/** Postgres keeps a path with quotes only where they are needed; here they stand always, so the two can be compared. */
const ROLES = `
  select r.rolname as name,
         r.rolcanlogin and r.rolinherit
           and not (r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolbypassrls) as sober,
         r.rolreplication as replication,
         r.rolpassword as kept,
         array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid)
           as memberships,
         array(select case when item like 'search\\_path=%' then 'search_path=' || array_to_string(array(
                        select '"' || trim(both '"' from trim(part)) || '"'
                        from unnest(string_to_array(substr(item, 13), ',')) as part), ', ')
                      else item end
               from pg_db_role_setting s, unnest(s.setconfig) as item
               where s.setrole = r.oid
                 and s.setdatabase = (select oid from pg_database where datname = $2)) as settings
  from pg_authid r
  where r.rolname = any($1::text[])`;
