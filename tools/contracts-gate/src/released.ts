import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract, JsonObject } from '@tidemark/contracts-codegen/reading';
import type { Finding } from './finding.ts';
import { lineAt } from './finding.ts';
import { brokenSeals, readSums, SUMS } from './sums.ts';

/** A schema as one release froze it. */
export interface ReleasedSchema {
  readonly version: number;
  readonly owner: string;
  readonly name: string;
  /** From the root of the contracts. */
  readonly file: string;
  readonly text: string;
  readonly schema: JsonObject;
}

/** The releases there are, in order: v1, v2, … */
export const releasedVersions = (contracts: string): readonly number[] => {
  const folder = join(contracts, 'released');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((name) => /^v([1-9]\d*)$/u.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
};

/** What a release holds beside its sums; a release holds only what it made new. */
export const filesOfRelease = (contracts: string, version: number): readonly string[] =>
  readdirSync(join(contracts, 'released', `v${version}`), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.avsc'))
    .toSorted();

export const readReleased = (contracts: string): readonly ReleasedSchema[] =>
  releasedVersions(contracts).flatMap((version) =>
    filesOfRelease(contracts, version).map((path) => {
      const file = `released/v${version}/${path}`;
      const text = readFileSync(join(contracts, file), 'utf8');
      const [owner = '', base = ''] = path.split('/');
      return {
        version,
        owner,
        name: base.slice(0, -'.avsc'.length),
        file,
        text,
        schema: JSON.parse(text) as JsonObject,
      };
    }),
  );

/** A message as it was released last; none where it never was. */
export const lastReleaseOf = (
  { owner, record }: Pick<Contract, 'owner' | 'record'>,
  released: readonly ReleasedSchema[],
): ReleasedSchema | undefined => released.findLast((one) => one.owner === owner && one.name === record.name);

/**
 * What has changed in what was released: a byte of a file, a file that is gone, or one that came later.
 *
 * The sums of a release name those of the release before, so that an old one cannot be rewritten together with its sums.
 */
export const changedReleases = (contracts: string): readonly Finding[] =>
  releasedVersions(contracts).flatMap((version) => changedFiles(contracts, version));

const changedFiles = (contracts: string, version: number): readonly Finding[] => {
  const folder = `released/v${version}`;
  const sumsFile = join(contracts, folder, SUMS);
  if (!existsSync(sumsFile)) {
    return [
      {
        file: `${folder}/${SUMS}`,
        sentence: `Nobody can tell whether v${version} has changed; bring the file back from the history.`,
      },
    ];
  }
  const sums = readSums(readFileSync(sumsFile, 'utf8'));
  const unknown = filesOfRelease(contracts, version).filter((path) => !sums.some((one) => one.path === path));
  return [
    ...brokenSeals(join(contracts, folder), sums).map(({ kind, path, line }): Finding => {
      if (kind === 'changed') return { file: named(folder, path), line: 1, sentence: changed(version, path) };
      const sentence = `${path} was released as v${version} and is gone; bring it back from the history.`;
      return { file: `${folder}/${SUMS}`, line, sentence };
    }),
    ...unknown.map((path) => ({
      file: `${folder}/${path}`,
      line: lineAt(readFileSync(join(contracts, folder, path), 'utf8'), ['name']),
      sentence: `v${version} was released without this file; delete it, and release what is new by npm run contracts:release.`,
    })),
  ];
};

const changed = (version: number, path: string): string =>
  path.endsWith(SUMS)
    ? `The sums of this release have changed since v${version} was released; bring them back from the history.`
    : `This file was released as v${version} and has changed since; bring it back from the history, and change contracts/avro/${path} instead.`;

const named = (folder: string, path: string): string =>
  path.startsWith('../') ? `released/${path.slice(3)}` : `${folder}/${path}`;
