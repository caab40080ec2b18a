import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './workspace.ts';

/** The name under which Node finds the projects of this repository. */
const OURS = '@tidemark';

export interface Copy {
  readonly folder: string;
  /** The paths that differ from the checkout, or are not in it. */
  readonly changed: () => readonly string[];
  readonly forget: () => void;
}

/**
 * A copy of this checkout as it stands, with what is not committed yet and with what is built, in a folder of its own.
 * Packages are shared with it by links; our own projects are those of the copy.
 */
export const copyOfCheckout = (): Copy => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-generated-'));
  const files = linesOf(git(root, 'ls-files', '--cached', '--others', '--exclude-standard'));
  for (const path of files.filter((file) => existsSync(join(root, file)))) copy(path, folder);
  for (const project of files.filter((file) => file.endsWith('/package.json')).map((file) => dirname(file))) {
    for (const built of ['dist', 'out-tsc']) copy(join(project, built), folder);
    const own = join(root, project, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(folder, project, 'node_modules'));
  }
  linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'));
  // Guards ask git for the files, and so do we for those that changed; nothing has to be committed for that.
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  return {
    folder,
    changed: () => linesOf(git(folder, 'ls-files', '--modified', '--others', '--exclude-standard')),
    forget: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'core.quotePath=false', ...args], { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** With its times, by which the compiler knows what is built already. */
const copy = (path: string, folder: string): void => {
  if (!existsSync(join(root, path))) return;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  cpSync(join(root, path), join(folder, path), { recursive: true, preserveTimestamps: true });
};

const linkPackages = (from: string, to: string): void => {
  mkdirSync(join(to, OURS), { recursive: true });
  for (const name of readdirSync(from)) if (name !== OURS) symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, OURS))) {
    symlinkSync(readlinkSync(join(from, OURS, name)), join(to, OURS, name));
  }
};
