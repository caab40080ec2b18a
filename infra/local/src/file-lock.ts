import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ProcessIdentity } from './process-identity.ts';
import { asIdentity, identityOf, isRunning } from './process-identity.ts';

export interface FileLock {
  release(): void;
}

export type LockAttempt = { readonly lock: FileLock } | { readonly heldBy: ProcessIdentity };

/**
 * Takes the lock, or says which living process holds it. A lock whose holder died is taken over, so a killed launcher
 * never has to be cleaned up after by hand. The file appears with its content by a hard link: nobody reads half of it.
 */
export function tryLock(path: string): LockAttempt {
  const self = identityOf(process.pid);
  if (!self) throw new Error('The /proc file system does not show this process; the local stack needs it mounted.');
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, JSON.stringify(self));
  try {
    for (;;) {
      if (linked(draft, path))
        return {
          lock: {
            release: () => {
              releaseIfOurs(path, self);
            },
          },
        };
      const holder = readHolder(path);
      if (holder && isRunning(holder)) return { heldBy: holder };
      removeStale(path, `${draft}-stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock away first: if a faster rival has replaced it in between, the rival's lock is put back. */
function removeStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isRunning(moved)) linked(aside, path);
  rmSync(aside, { force: true });
}

function releaseIfOurs(path: string, self: ProcessIdentity): void {
  const holder = readHolder(path);
  if (holder?.pid === self.pid && holder.startTicks === self.startTicks) rmSync(path, { force: true });
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return asIdentity(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
