import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Contract } from '@tidemark/contracts-codegen/reading';
import type { Speaker } from './audience.ts';
import { lineOfFinding } from './finding.ts';
import { checkContracts } from './gate.ts';
import { fileOf } from './places.ts';
import type { ReleasedSchema } from './released.ts';
import { readReleased, releasedVersions } from './released.ts';
import { sumOf, SUMS } from './sums.ts';

export const CHANGELOG = 'CHANGELOG.md';

/** Nothing was released. The message says why, and what to do. */
export class ReleaseRefused extends Error {
  readonly code = 'CONTRACTS.RELEASE_REFUSED';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'ReleaseRefused';
  }
}

export interface Release {
  readonly version: number;
  /** From the root of the contracts. */
  readonly files: readonly string[];
  readonly line: string;
}

/**
 * Freezes what differs from its last release as the next version, with its sums and a line in the changelog.
 *
 * Fails with {@link ReleaseRefused}, and leaves everything as it was, when the gate objects, when nothing differs, or
 * without a sentence that says why.
 */
export const release = (folder: string, speakers: readonly Speaker[], why: string, today: string): Release => {
  const sentence = why.trim();
  if (sentence === '') {
    throw new ReleaseRefused('Say in a sentence why, as in: npm run contracts:release -- "Mails say how many pieces."');
  }
  const { findings, unreleased: changed, released, drafts } = checkContracts(folder, speakers);
  const [first] = findings;
  if (first !== undefined) throw new ReleaseRefused(`Mend this before you release. ${lineOfFinding(first)}`);
  if (changed.length === 0) {
    const waiting = drafts.length === 0 ? '' : ` No draft is released: take "draft" out of ${drafts.join(', ')} first.`;
    throw new ReleaseRefused(`Every message is as it was released last; there is nothing new.${waiting}`);
  }

  const versions = releasedVersions(folder);
  const version = (versions.at(-1) ?? 0) + 1;
  const files = changed.map((contract) => freeze(folder, version, fileOf(contract)));
  writeFileSync(join(folder, 'released', `v${version}`, SUMS), sumsOf(folder, version));
  const line = changelogLine(version, today, sentence, changed, released);
  addToChangelog(folder, line);
  return { version, files, line };
};

const freeze = (folder: string, version: number, file: string): string => {
  const frozen = file.replace(/^avro/u, `released/v${version}`);
  mkdirSync(dirname(join(folder, frozen)), { recursive: true });
  writeFileSync(join(folder, frozen), readFileSync(join(folder, file)));
  return frozen;
};

/** The sums of a release as it stands, those of the release before first. */
export const sumsOf = (folder: string, version: number): string => {
  const before = version > 1 ? [`../v${version - 1}/${SUMS}`] : [];
  const frozen = readReleased(folder).filter((one) => one.version === version);
  const paths = [...before, ...frozen.map(({ owner, name }) => `${owner}/${name}.avsc`)];
  const rows = paths.map((path) => `${sumOf(readFileSync(join(folder, 'released', `v${version}`, path)))}  ${path}`);
  return `${rows.join('\n')}\n`;
};

const changelogLine = (
  version: number,
  today: string,
  sentence: string,
  changed: readonly Contract[],
  released: readonly ReleasedSchema[],
): string => {
  const known = new Set(released.map(({ owner, name }) => `${owner}.${name}`));
  const names = changed.map(({ owner, record }) => `${owner}.${record.name}`);
  const parts = [
    ['changed', names.filter((name) => known.has(name))],
    ['new', names.filter((name) => !known.has(name))],
  ] as const;
  const told = parts.flatMap(([what, those]) => (those.length === 0 ? [] : [`${what}: ${those.join(', ')}`]));
  return `- **v${version}** (${today}): ${sentence} (${told.join('; ')})`;
};

/** Newest first, below the heading. */
const addToChangelog = (folder: string, line: string): void => {
  const file = join(folder, CHANGELOG);
  const text = readFileSync(file, 'utf8');
  const first = text.search(/^- \*\*v/mu);
  const at = first < 0 ? text.length : first;
  writeFileSync(file, `${text.slice(0, at)}${line}\n${text.slice(at)}`);
};
