import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '@tidemark/contracts-codegen/reading';
import { readContracts, RefusedContract } from '@tidemark/contracts-codegen/reading';
import type { Speaker } from './audience.ts';
import { readersOfMessage, unheard } from './audience.ts';
import type { Objection } from './compatibility.ts';
import { objectionsTo } from './compatibility.ts';
import { misusedDrafts } from './drafts.ts';
import type { Finding } from './finding.ts';
import { lineAt } from './finding.ts';
import { fileOf } from './places.ts';
import type { ReleasedSchema } from './released.ts';
import { changedReleases, readReleased } from './released.ts';
import { listed, readersOf, sentenceOf } from './sentences.ts';
import { neverReleased, unreleased } from './unreleased.ts';

export interface Verdict {
  /** What must be mended before anything is released. */
  readonly findings: readonly Finding[];
  /** Messages that only want to be released; of those that have to be mended first, that is said alone. */
  readonly neverReleased: readonly Finding[];
  /** What differs from its last release, or has none. */
  readonly unreleased: readonly Contract[];
  readonly messages: number;
  /** What has no place in the language yet, by owner and name. */
  readonly drafts: readonly string[];
  readonly released: readonly ReleasedSchema[];
}

/**
 * Holds the contracts against everything that was ever released, in both directions, and against who sends and reads
 * them. Needs neither registry nor network. A release that has changed ends it, and so does a file that cannot be read: the
 * rest would be said of half a language.
 */
export const checkContracts = (folder: string, speakers: readonly Speaker[]): Verdict => {
  const changes = changedReleases(folder);
  const nothing = { neverReleased: [], unreleased: [], messages: 0, drafts: [] };
  if (changes.length > 0) return { findings: changes, released: [], ...nothing };
  const released = readReleased(folder);
  let contracts: readonly Contract[];
  try {
    contracts = readContracts(join(folder, 'avro'));
  } catch (error) {
    if (!(error instanceof RefusedContract)) throw error;
    const { file, line, sentence } = error;
    return { findings: [{ file: `avro/${file}`, line, sentence }], released, ...nothing };
  }
  const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const placed = (one: Omit<Finding, 'line'>): Finding => ({ ...one, line: lineAt(textOf(one.file), ['name']) });
  const findings = [
    ...contracts.flatMap((contract) => changesOf(contract, released, speakers, textOf(fileOf(contract)))),
    ...gone(contracts, released, speakers),
    ...[...unheard(contracts, speakers), ...misusedDrafts(contracts, speakers, released)].map(placed),
  ];
  const faulty = new Set(findings.map(({ file }) => file));
  const unsealed = neverReleased(contracts, released).filter(({ file }) => !faulty.has(file));
  const drafts = contracts.filter(({ draft }) => draft).map(({ owner, record }) => `${owner}.${record.name}`);
  return {
    findings,
    neverReleased: unsealed.map(placed),
    unreleased: unreleased(contracts, released),
    messages: contracts.length - drafts.length,
    drafts,
    released,
  };
};

/** What keeps a message and its earlier versions from being read by each other's readers; each said once. */
const changesOf = (
  contract: Contract,
  released: readonly ReleasedSchema[],
  speakers: readonly Speaker[],
  text: string,
): readonly Finding[] => {
  const { name } = contract.record;
  const heard = { message: name, readers: readersOfMessage(speakers, name) };
  const earlier = released.filter((one) => one.name === name && one.owner === contract.owner);
  const objections = earlier.flatMap((before) =>
    objectionsTo(before.schema, contract.schema).map((objection) => ({ objection, version: before.version })),
  );
  // What breaks both sides, or the readers of several versions, is one mistake.
  const mistakes = Map.groupBy(objections, ({ objection }) => mistakeOf(objection));
  return [
    ...moved(contract, earlier, heard.readers, text),
    ...[...mistakes.values()].flatMap((alike): readonly Finding[] => {
      const [first] = alike;
      if (first === undefined) return [];
      const { objection } = first;
      const sides = new Set(alike.map((one) => one.objection.side));
      const versions = listed([...new Set(alike.map(({ version }) => `v${version}`))]);
      const path = objection.side === 'old' ? objection.inWriter : objection.inReader;
      const sentence = sentenceOf(heard, objection, sides.size > 1 ? 'both' : objection.side, versions);
      return [{ file: fileOf(contract), line: lineAt(text, path.length === 0 ? ['name'] : path), sentence }];
    }),
  ];
};

/** A field that has another type is one mistake, whoever trips over it; a field or symbol that came is not one that went. */
const mistakeOf = ({ kind, field, side }: Objection): string =>
  kind === 'field-missing' || kind === 'symbols' || kind === 'branch' ? `${kind} ${field} ${side}` : `${kind} ${field}`;

/** Topic and key are no part of Avro, and readers rely on them as on any field. */
const moved = (
  contract: Contract,
  earlier: readonly ReleasedSchema[],
  readers: readonly string[],
  text: string,
): readonly Finding[] =>
  (['topic', 'key'] as const).flatMap((attribute): readonly Finding[] => {
    const before = earlier.find(({ schema }) => schema[attribute] !== contract[attribute]);
    if (before === undefined) return [];
    const was = String(before.schema[attribute]);
    const breaks =
      attribute === 'topic'
        ? `look for ${contract.record.name} on ${was}, and it is sent to ${contract.topic} now; leave it there`
        : `rely on the order of ${was}, and the key of ${contract.record.name} is ${contract.key} now; leave the key`;
    const sentence = `${readersOf(`v${before.version}`, readers)} ${breaks}, and make a message of another name.`;
    return [{ file: fileOf(contract), line: lineAt(text, [attribute]), sentence }];
  });

/** A record that was released may stand in a topic for ever, so its name is never given up. */
const gone = (
  contracts: readonly Contract[],
  released: readonly ReleasedSchema[],
  speakers: readonly Speaker[],
): readonly Finding[] => {
  const present = new Set(contracts.map(({ owner, record }) => `${owner}/${record.name}`));
  const lost = released.filter(({ owner, name }) => !present.has(`${owner}/${name}`));
  return [...Map.groupBy(lost, ({ owner, name }) => `${owner}/${name}`)].flatMap(([path, versions]) => {
    const last = versions.at(-1);
    if (last === undefined) return [];
    const readers = readersOfMessage(speakers, last.name);
    const cannot = readers.length === 0 ? 'nobody could' : `${listed(readers)} could not`;
    const sentence = `${last.name} was released in v${last.version} and contracts/avro/${path}.avsc is gone, so ${cannot} read what is stored of it; bring the file back.`;
    return [{ file: last.file, line: lineAt(last.text, ['name']), sentence }];
  });
};
