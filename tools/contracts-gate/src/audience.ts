import { discoverCatalogs, listenersOf } from '@tidemark/bootstrap/catalogs';
import type { Contract } from '@tidemark/contracts-codegen/reading';
import type { Finding } from './finding.ts';
import { fileOf } from './places.ts';

/** What a service says and hears, by the names of messages. */
export interface Speaker {
  readonly name: string;
  readonly publishes: readonly string[];
  readonly hears: readonly string[];
}

/** The services of this repository, by their catalogs. */
export const speakers = async (): Promise<readonly Speaker[]> =>
  (await discoverCatalogs()).map((catalog) => ({
    name: catalog.name,
    publishes: catalog.publishes,
    hears: listenersOf([catalog]).flatMap(({ hears }) => hears),
  }));

/** The services that read a message: all who hear it by a consumer or a view; of a command, that is its owner. */
export const readersOfMessage = (speakers: readonly Speaker[], message: string): readonly string[] =>
  speakers.filter(({ hears }) => hears.includes(message)).map(({ name }) => name);

type Unplaced = Omit<Finding, 'line'>;

/**
 * A message that nobody owns, nobody reads, or that not exactly one service sends, is no part of the language. A draft is
 * none yet, and needs an owner alone.
 */
export const unheard = (contracts: readonly Contract[], speakers: readonly Speaker[]): readonly Unplaced[] =>
  contracts.flatMap((contract) =>
    sentencesOn(contract, speakers).map((sentence) => ({
      file: fileOf(contract),
      sentence,
    })),
  );

const sentencesOn = ({ owner, draft, record: { name } }: Contract, speakers: readonly Speaker[]): readonly string[] => {
  if (!speakers.some((speaker) => speaker.name === owner)) {
    const services = speakers.map((speaker) => speaker.name).join(', ');
    return [`Nobody owns ${name}: there is no service ${owner}; move the file to the folder of one of ${services}.`];
  }
  if (draft) return [];
  const senders = speakers.filter(({ publishes }) => publishes.includes(name)).map((speaker) => speaker.name);
  const readers = readersOfMessage(speakers, name);
  return [
    ...(senders.length === 0
      ? [`Nobody sends ${name}: name it in "publishes" of a service's catalog, or delete the file.`]
      : []),
    ...(senders.length > 1 ? [`${senders.join(' and ')} both send ${name}: leave it to one of them.`] : []),
    ...(readers.length === 0
      ? [`Nobody reads ${name}: let a consumer or a view of a service hear it, or delete the file.`]
      : []),
  ];
};
