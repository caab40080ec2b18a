import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bug } from './bug.ts';
import { planted } from './plant.ts';

export const root = join(import.meta.dirname, '../../..');

/** A copy of the repository in which bugs are planted: what is edited or run meanwhile is not touched. */
export interface Sandbox {
  readonly folder: string;
  /** What tells its specs where the real parts are. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the work while the bug stands in the copy, and takes it out again whatever happens. */
  readonly withBug: <Result>(bug: Bug, work: () => Promise<Result>) => Promise<Result>;
  readonly remove: () => void;
}

export const makeSandbox = (environment: Sandbox['environment']): Sandbox => {
  const folder = join(root, '.tidemark/planted-bugs', String(process.pid));
  rmSync(folder, { recursive: true, force: true });
  copySources(folder);
  linkPackages(folder);
  return {
    folder,
    environment,
    withBug: async (bug, work) => {
      const file = join(folder, bug.file);
      const sound = readFileSync(file, 'utf8');
      writeFileSync(file, planted(sound, bug));
      try {
        return await work();
      } finally {
        writeFileSync(file, sound);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const copySources = (folder: string): void => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of listed.split('\0')) {
    if (path === '' || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
};

/** Packages of others are those of the repository; our own are the copies, so that a bug is seen from everywhere. */
const linkPackages = (folder: string): void => {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, '@tidemark'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@tidemark' && !name.startsWith('.vite')) symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, '@tidemark'))) {
    const link = join(from, '@tidemark', name);
    // Relative, so the same words lead from the copy into the copy.
    if (lstatSync(link).isSymbolicLink()) symlinkSync(readlinkSync(link), join(to, '@tidemark', name));
  }
};
