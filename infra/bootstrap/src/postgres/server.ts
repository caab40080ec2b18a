import pg from 'pg';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';

const { escapeIdentifier } = pg;

const NO_SUCH_DATABASE = '3D000';

/** No password, no such role, not allowed here: waiting does not help. */
const REFUSALS = new Set(['28P01', '28000', '42501', '3D000']);

export interface OpenDatabase {
  readonly client: pg.Client;
  readonly created: boolean;
}

/** The admin's address of the database that everything lives in. */
export function databaseUrl(adminUrl: string, databaseName: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${databaseName}`;
  return url.href;
}

/** Opens the database, makes it when the server does not have it, and waits for a server that is still on its way. */
export async function openDatabase(adminUrl: string, databaseName: string, patience: Patience): Promise<OpenDatabase> {
  const url = databaseUrl(adminUrl, databaseName);
  try {
    const client = await openSession(url, patience);
    await requireFitServer(client);
    return { client, created: false };
  } catch (error) {
    if (codeOf(error) !== NO_SUCH_DATABASE) throw explained(error, url);
  }
  const server = await openSession(databaseUrl(adminUrl, 'postgres'), patience);
  try {
    await server.query(`create database ${escapeIdentifier(databaseName)} template template0 encoding 'UTF8'`);
  } finally {
    await server.end();
  }
  const client = await openSession(url, patience);
  await requireFitServer(client);
  return { client, created: true };
}

/**
 * Waits until no other bootstrap works on this database. The session keeps the right until it ends.
 *
 * Two that start together would otherwise fail on each other's half-made roles and tables.
 */
export async function beAlone(client: pg.Client): Promise<void> {
  await client.query(`select pg_advisory_lock(${ALONE})`);
}

/** The same without waiting: answers false while another session has the right. */
export async function tryBeAlone(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ alone: boolean }>(`select pg_try_advisory_lock(${ALONE}) as alone`);
  return rows[0]?.alone ?? false;
}

const ALONE = `hashtextextended('tidemark.bootstrap', 0)`;

async function openSession(url: string, patience: Patience): Promise<pg.Client> {
  return patiently(patience, {
    attempt: async () => {
      const client = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: 5_000,
        application_name: 'bootstrap',
        keepAlive: true,
      });
      // A session that breaks fails its next query; without a listener it would end the process.
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
    },
    heals: (error) => !REFUSALS.has(codeOf(error)),
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.POSTGRES_UNREACHABLE',
        `Postgres does not answer at ${new URL(url).host}: start it, or correct POSTGRES_ADMIN_URL (${reasonOf(error)}).`,
        { host: new URL(url).host, cause: error },
      ),
  });
}

function explained(error: unknown, url: string): unknown {
  return REFUSALS.has(codeOf(error))
    ? new BootstrapError(
        'BOOTSTRAP.POSTGRES_REFUSED',
        `Postgres at ${new URL(url).host} refuses the administrator, so correct POSTGRES_ADMIN_URL: ${reasonOf(error)}.`,
        { host: new URL(url).host, cause: error },
      )
    : error;
}

async function requireFitServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; wal_level: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('wal_level') as wal_level`,
  );
  const { version = 0, wal_level: walLevel = '' } = rows[0] ?? {};
  const cure =
    version < 160_000
      ? 'is older than version 16: bring a newer server'
      : walLevel === 'logical'
        ? undefined
        : `has wal_level=${walLevel}: set wal_level=logical and restart it, for Debezium reads its log`;
  if (cure === undefined) return;
  await client.end();
  throw new BootstrapError('BOOTSTRAP.POSTGRES_UNFIT', `The Postgres server ${cure}.`, { version, walLevel });
}

/** The SQLSTATE or the system's code of an error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
