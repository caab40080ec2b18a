import type { ListedTopic, SpokenCatalog } from '@tidemark/bootstrap';
import { listenersOf, sendersOf } from '@tidemark/bootstrap';
import { topics } from '@tidemark/contracts';
import type { Contract } from '@tidemark/contracts-codegen';
import { deadLetterTopicOf } from '@tidemark/messaging';
import type { ServiceCatalog } from '@tidemark/platform';

/** A consumer or a view: a service may listen to one topic more than once. */
export interface Reader {
  readonly service: string;
  readonly group: string;
}

/** A message on its way: who owns its form, who says it and who hears it. */
export interface Told {
  readonly name: string;
  readonly doc: string;
  readonly owner: string;
  readonly senders: readonly string[];
  readonly readers: readonly Reader[];
  /** What has a schema of its own in the published language. */
  readonly contract?: Contract;
}

/** A topic and all that is said on it. */
export interface Channel extends ListedTopic {
  readonly kind: 'messages' | 'rows' | 'dead letters';
  readonly owner: string;
  readonly told: readonly Told[];
}

/** What others can hear of a service: its messages, and the rows of its captured tables. */
export type HeardCatalog = SpokenCatalog & Pick<ServiceCatalog, 'database'>;

export interface Sources {
  readonly contracts: readonly Contract[];
  readonly catalogs: readonly HeardCatalog[];
  readonly topics: readonly ListedTopic[];
}

/** Every topic that a catalog names, in the order of the list; what is left out is plumbing. */
export const channelsOf = (sources: Sources): readonly Channel[] =>
  sources.topics.flatMap(
    (topic) => messagesOn(topic, sources) ?? rowsOn(topic, sources) ?? deadLettersOn(topic, sources) ?? [],
  );

const messagesOn = (topic: ListedTopic, { contracts, catalogs }: Sources): Channel | undefined => {
  const sent = contracts.filter((contract) => contract.topic === topic.name);
  const [first] = sent;
  if (first === undefined) return undefined;
  const told = sent.map((contract) => ({
    name: contract.record.name,
    doc: contract.record.doc,
    owner: contract.owner,
    senders: sendersOf(catalogs, contract.record.name),
    readers: listenersOf(catalogs).filter(
      ({ topics, hears }) => topics.includes(topic.name) && hears.some((type) => type === contract.record.name),
    ),
    contract,
  }));
  return { ...topic, kind: 'messages', owner: first.owner, told: told.map(withReaders) };
};

const rowsOn = (topic: ListedTopic, { catalogs }: Sources): Channel | undefined => {
  const owner = catalogs.find(({ database }) => database.captured.some((captured) => captured.topic === topic.name));
  if (owner === undefined) return undefined;
  if (topic.name !== topics.productChanges) {
    throw new Error(`Nobody has described the rows of ${topic.name}: teach tools/asyncapi their form.`);
  }
  const readers = listenersOf(catalogs).filter((listener) => listener.topics.includes(topic.name));
  const told = { name: 'ProductChange', doc: topic.description, owner: owner.name, senders: [owner.name], readers };
  return { ...topic, kind: 'rows', owner: owner.name, told: [withReaders(told)] };
};

const deadLettersOn = (topic: ListedTopic, { catalogs }: Sources): Channel | undefined => {
  const buried = listenersOf(catalogs).find(({ group }) => deadLetterTopicOf(group) === topic.name);
  if (buried === undefined) return undefined;
  const { service: owner } = buried;
  const told = { name: 'DeadLetter', doc: topic.description, owner, senders: [owner], readers: [] };
  return { ...topic, kind: 'dead letters', owner, told: [told] };
};

const withReaders = (told: Omit<Told, 'readers'> & { readonly readers: readonly Reader[] }): Told => ({
  ...told,
  readers: told.readers.map(({ service, group }) => ({ service, group })),
});
