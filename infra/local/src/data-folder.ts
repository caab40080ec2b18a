import { access, constants, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileLock } from './file-lock.ts';
import { tryLock } from './file-lock.ts';
import type { Layout } from './layout.ts';
import { layoutOf, ownEntries } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import { endLeftovers } from './pid-files.ts';
import { forgetHome } from './postgres-home.ts';

/**
 * Makes the data folder this launcher's own until the lock is released.
 *
 * Fails with LOCAL.ALREADY_RUNNING when another launcher has it, and with LOCAL.FOREIGN_DATA when it is another user's:
 * Postgres insists on the owner, and what root leaves behind an ordinary user cannot go on with.
 */
export async function takeDataFolder(layout: Layout): Promise<FileLock> {
  const { dataDir } = layout;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw foreign(dataDir, `${dataDir} cannot be written`, { cause });
  }
  const { uid } = await stat(dataDir);
  if (uid !== process.getuid?.()) throw foreign(dataDir, `${dataDir} belongs to another user`, { uid });
  const attempt = tryLock(layout.lockFile);
  if ('lock' in attempt) return attempt.lock;
  throw new LocalStackError(
    'LOCAL.ALREADY_RUNNING',
    `Tidemark is already running on ${dataDir} (process ${attempt.heldBy.pid}): stop it with Ctrl-C there, or name another folder with TIDEMARK_DATA.`,
    { dataDir, pid: attempt.heldBy.pid },
  );
}

/**
 * Deletes what the stack remembers, also outside of the data folder, and ends what still runs on it. Answers the names of
 * what it ended.
 *
 * Fails with LOCAL.ALREADY_RUNNING while it is in use. Deletes only what the stack itself put there: a wrongly set
 * TIDEMARK_DATA must not cost anybody a home folder.
 */
export async function forgetData(dataDir: string): Promise<readonly string[]> {
  const layout = layoutOf(resolve(dataDir));
  const lock = await takeDataFolder(layout);
  let ended: readonly string[];
  try {
    ended = await endLeftovers(layout.run);
    await forgetHome(layout);
    await Promise.all(
      ownEntries(layout).map((entry) => rm(entry, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })),
    );
  } finally {
    lock.release();
  }
  // Not empty means that somebody else keeps something there.
  await rmdir(layout.dataDir).catch(() => undefined);
  return ended;
}

function foreign(dataDir: string, what: string, details: Readonly<Record<string, unknown>>): LocalStackError {
  return new LocalStackError(
    'LOCAL.FOREIGN_DATA',
    `${what}: start as the user it belongs to, or name another folder with TIDEMARK_DATA.`,
    { dataDir, ...details },
  );
}
