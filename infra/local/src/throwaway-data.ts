import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetData } from './data-folder.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { asIdentity, identityOf, isRunning } from './process-identity.ts';

/** A folder for the data of one test: empty, this process's own, and forgotten whatever happens to this process. */
export interface ThrowawayData {
  readonly dataDir: string;
  /** The process that forgets the data if this one dies before it has. */
  readonly guardPid: number;
  /** Ends what still runs on the data and deletes it. Fails with LOCAL.ALREADY_RUNNING while a launcher uses it. */
  readonly forget: () => Promise<void>;
}

/** What the guard is told when there is nothing left to do. */
export const FORGOTTEN = 'forgotten';

const GUARD = fileURLToPath(new URL('forget-orphan.ts', import.meta.url));

/**
 * Makes a folder for throw-away data, and first ends and deletes what dead processes have left in the others.
 *
 * A test run that is interrupted or killed can no longer stop what it started. So a guard, a process of its own, waits for
 * the end of this one and forgets the data; should the guard be killed, too, the next caller does. Whose data a folder is
 * stands in its name from the moment it exists: what a living process owns is never touched.
 */
export async function throwawayData(place: string = tmpdir()): Promise<ThrowawayData> {
  const parent = await parentFolder(place);
  await forgetOrphans(parent);
  const dataDir = await mkdtemp(join(parent, `${nameOf(ownIdentity())}.`));
  const guard = spawn(process.execPath, [GUARD, dataDir], {
    // A group of its own, which the terminal's Ctrl-C does not reach.
    detached: true,
    // The kernel closes this pipe when we end, however we end.
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  guard.unref();
  // Nor does the pipe to it keep us running.
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.stdin.on('error', () => undefined);
  const forget = async (): Promise<void> => {
    await forgetData(dataDir);
    guard.stdin.end(FORGOTTEN);
  };
  return { dataDir, guardPid: guard.pid ?? 0, forget };
}

/** Ends and deletes what is in a folder whose owner is dead. Answers false while a launcher is alive on it. */
export async function forgetOrphan(folder: string): Promise<boolean> {
  try {
    await forgetData(folder);
  } catch (error) {
    // A rival who is faster takes the folder away under our hands.
    if (!existsSync(folder)) return true;
    if (error instanceof LocalStackError && error.code === 'LOCAL.ALREADY_RUNNING') return false;
    throw error;
  }
  // Whatever a test has put beside the stack's own things was the test's.
  await rm(folder, { recursive: true, force: true });
  return true;
}

async function forgetOrphans(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = ownerIn(name);
    // Without an owner in its name it is not ours to delete.
    if (owner !== undefined && !isRunning(owner)) await forgetOrphan(join(parent, name));
  }
}

/** Others may enter, since Postgres runs as another user, but not look around; each folder in it is closed by itself. */
async function parentFolder(place: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const parent = join(place, `tidemark-tests-${uid}`);
  await mkdir(parent).catch(() => undefined);
  const found = await lstat(parent).catch(() => undefined);
  if (found?.isDirectory() === true && found.uid === uid) {
    await chmod(parent, 0o711);
    return parent;
  }
  throw new LocalStackError(
    'LOCAL.FOREIGN_DATA',
    `${parent} must be a folder of this user, for the data of tests: delete what is there, or set TMPDIR to another place.`,
    { parent, uid },
  );
}

function ownIdentity(): ProcessIdentity {
  const self = identityOf(process.pid);
  if (self) return self;
  throw new Error('The /proc file system does not show this process; the local stack needs it mounted.');
}

const nameOf = ({ pid, startTicks, boot }: ProcessIdentity): string => `${pid}.${startTicks}.${boot}`;

/** The identity in a folder's name, which a random part follows. */
export function ownerIn(name: string): ProcessIdentity | undefined {
  const [pid, startTicks, boot, random] = name.split('.');
  return random === undefined ? undefined : asIdentity({ pid: Number(pid), startTicks, boot });
}
