import type { AnyTable } from '../sources.ts';
import type { RowsPlan } from '../store.ts';
import type { Statement } from './statements.ts';

export const selectRows = ({ table, keys, lock }: RowsPlan): Statement => ({
  name: `${lock ? 'lock' : 'select'}-${table.name}`,
  text: lock ? writtenFor(table).lock : writtenFor(table).select,
  values: [keys],
});

/** Meets a row that another transaction created meanwhile with a violation of the key, which is retried. */
export const insertRows = (table: AnyTable, rows: readonly object[]): Statement => ({
  name: `insert-${table.name}`,
  text: writtenFor(table).insert,
  values: [recordset(table, rows)],
});

export const upsertRows = (table: AnyTable, rows: readonly object[]): Statement => ({
  name: `upsert-${table.name}`,
  text: writtenFor(table).upsert,
  values: [recordset(table, rows)],
});

/** The row of a statement's answer, with the properties of its table. */
export const fromColumns = (table: AnyTable, row: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    writtenFor(table).columns.map(([property, column]) => {
      const value = row[column];
      const isTime = typeof value === 'string' && table.times?.includes(property);
      return [property, isTime ? new Date(value).toISOString() : value];
    }),
  );

const recordset = (table: AnyTable, rows: readonly object[]): string => {
  const { columns } = writtenFor(table);
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        columns.map(([property, column]) => [column, (row as Record<string, unknown>)[property] ?? null]),
      ),
    ),
  );
};

/** What never changes about the statements of a table. */
interface Written {
  readonly select: string;
  readonly lock: string;
  readonly insert: string;
  readonly upsert: string;
  readonly columns: readonly (readonly [property: string, column: string])[];
}

const written = new WeakMap<AnyTable, Written>();

/** Written once per table: a row has a dozen columns, and there are many rows. */
const writtenFor = (table: AnyTable): Written => {
  const known = written.get(table);
  if (known !== undefined) return known;
  const made = write(table);
  written.set(table, made);
  return made;
};

const write = (table: AnyTable): Written => {
  const columns = table.properties.map((property) => [property, columnOf(property)] as const);
  const names = columns.map(([, column]) => `"${column}"`);
  const key = `"${columnOf(table.key)}"`;
  const all = names.join(', ');
  const select = `select ${key} as key, to_jsonb(t) as row from "${table.name}" t where ${key} = any($1) order by ${key}`;
  const insert = `insert into "${table.name}" (${all})
    select ${all} from jsonb_populate_recordset(null::"${table.name}", $1::jsonb) order by ${key}`;
  const others = names.filter((name) => name !== key);
  const update = `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  const rule = {
    keep: 'do nothing',
    replace: update,
    replaceOlder: `${update} where "${table.name}".version < excluded.version`,
  }[table.onConflict];
  return { select, lock: `${select} for update`, insert, upsert: `${insert} on conflict (${key}) ${rule}`, columns };
};

/** `unitPriceMinor` is `unit_price_minor`. */
const columnOf = (property: string): string => property.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
