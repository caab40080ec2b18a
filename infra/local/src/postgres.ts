import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { LocalStackError } from './local-stack-error.ts';
import type { PartContext, RunningPart } from './part.ts';
import { startOnPort } from './part.ts';
import { holdsWithin } from './poll.ts';
import { LOOPBACK } from './ports.ts';
import type { PostgresHome } from './postgres-home.ts';
import { prepareHome } from './postgres-home.ts';

export interface RunningPostgres extends RunningPart {
  readonly host: string;
  readonly port: number;
  /** The superuser in the database `tidemark`. */
  readonly adminUrl: string;
}

const DATABASE = 'tidemark';
const ADMIN = 'postgres';

/**
 * Starts Postgres on its data, making a new cluster the first time, and answers when the database `tidemark` is there.
 *
 * The superuser's password is random and kept in the data folder, readable by its owner alone: other users of the machine
 * can reach the port.
 */
export async function startPostgres(context: PartContext): Promise<RunningPostgres> {
  const home = await prepareHome(context.layout);
  const password = await prepareCluster(context, home);
  await endStray(home.data);
  return startOnPort(context, 'postgres', 5432, async (port) => {
    await writeOwned(
      join(home.data, 'postgresql.conf'),
      settingsFile(await readFile(SYSTEM_SETTINGS, 'utf8'), port),
      home,
    );
    await writeOwned(
      join(home.data, 'pg_hba.conf'),
      `host all all ${LOOPBACK}/32 scram-sha-256\nhost replication all ${LOOPBACK}/32 scram-sha-256\n`,
      home,
    );
    const urlOf = (database: string): string => `postgres://${ADMIN}:${password}@${LOOPBACK}:${port}/${database}`;
    const process = await context.start({
      name: 'postgres',
      command: join(home.binaries, 'postgres'),
      args: ['-D', home.data],
      cwd: '/',
      env: withoutPostgresVariables(),
      // Fast shutdown: sessions are ended instead of waited for.
      stopSignal: 'SIGINT',
      port,
      ready: () => ensureDatabase(urlOf('postgres')),
      ...home.user,
    });
    return { host: LOOPBACK, port, adminUrl: urlOf(DATABASE), where: `${LOOPBACK}:${port}`, process };
  });
}

/** Answers the superuser's password; makes the cluster when there is none. It gets its name last, when it is whole. */
async function prepareCluster(context: PartContext, home: PostgresHome): Promise<string> {
  const secret = context.layout.postgresPassword;
  if (existsSync(join(home.data, 'PG_VERSION'))) {
    const password = await readFile(secret, 'utf8').catch(() => '');
    if (password) return password;
    throw new LocalStackError(
      'LOCAL.DATA_INCOMPLETE',
      `The password of the database is missing (${secret}): start with "npm start -- --fresh", which forgets earlier data.`,
      { secret },
    );
  }
  const password = randomBytes(18).toString('base64url');
  const draft = `${home.data}.new`;
  const passwordFile = join(home.folder, 'initial-password');
  await rm(draft, { recursive: true, force: true });
  await writeOwned(passwordFile, password, home);
  const args = [
    ...['-D', draft, '--username', ADMIN, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    ...[
      '--locale',
      'C',
      '--locale-provider',
      'builtin',
      '--builtin-locale',
      'C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ],
  ];
  await context.run({
    name: 'postgres-initdb',
    command: join(home.binaries, 'initdb'),
    args,
    cwd: '/',
    env: withoutPostgresVariables(),
    ...home.user,
  });
  await rm(passwordFile, { force: true });
  await writeFile(secret, password, { mode: 0o600 });
  await rename(draft, home.data);
  return password;
}

async function writeOwned(path: string, content: string, home: PostgresHome): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
  if (home.user) await chown(path, home.user.uid, home.user.gid);
}

/** What the system needs of any Postgres server, wherever it runs. */
const SYSTEM_SETTINGS = fileURLToPath(new URL('../../postgres/postgresql.conf', import.meta.url));

/**
 * The file with what the system needs, read instead of included since the server's user may not be able to enter the
 * clone. Of two lines that set the same, Postgres takes the later: what only this machine knows follows.
 */
export function settingsFile(systemSettings: string, port: number): string {
  const own = Object.entries({
    listen_addresses: `'${LOOPBACK}'`,
    port,
    unix_socket_directories: `''`,
    shared_buffers: `'256MB'`,
    log_timezone: `'UTC'`,
    logging_collector: 'off',
    log_line_prefix: `'%m [%p] %q%u@%d '`,
    log_checkpoints: 'off',
    log_min_duration_statement: `'2s'`,
  }).map(([name, value]) => `${name} = ${value}\n`);
  return `${systemSettings}\n# Of this machine.\n${own.join('')}`;
}

/** The variables of libpq and of Postgres itself would change what we ask for. */
function withoutPostgresVariables(): Record<string, undefined> {
  return Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('PG'))
      .map((name) => [name, undefined]),
  );
}

/** True when the server answers; on the way creates the database, which bootstrap expects as the container image gives it. */
async function ensureDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
    return true;
  } finally {
    await client.end();
  }
}

/**
 * Ends a server that still works on this data although no pid file of ours names it, and removes a pid file of Postgres
 * whose process is gone: the id may since belong to another program, and Postgres would then refuse to start.
 * A server always works inside its data folder, which tells it from every other process.
 */
async function endStray(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const worksHere = (): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data;
    } catch {
      return false;
    }
  };
  if (worksHere()) {
    process.kill(pid, 'SIGINT');
    if (!(await holdsWithin(5000, () => !worksHere()))) process.kill(pid, 'SIGKILL');
    await holdsWithin(2000, () => !worksHere());
  }
  await rm(pidFile, { force: true });
}
