import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import type { TextFile } from './guards/finding.ts';

export const root = join(import.meta.dirname, '../../..');

/** The files of the repository that stand on disk: committed or about to be, never what a build wrote. */
export const filesOf = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));

export const read = (path: string): TextFile => ({ path, text: readFileSync(join(root, path), 'utf8') });

export const readJson = (path: string): unknown => JSON.parse(read(path).text);

/** All files, and every folder that holds one. */
export const withFolders = (files: readonly string[]): ReadonlySet<string> => {
  const paths = new Set(files);
  for (const file of files)
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) paths.add(folder);
  return paths;
};

export const domainNames = (): readonly string[] =>
  serviceNames().filter((name) => existsSync(join(root, 'services', name, 'domain/package.json')));
