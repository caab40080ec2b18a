import type { ListedTopic } from '@tidemark/bootstrap';
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

/** The part of a service's catalog that others can hear of. */
export type SpokenCatalog = Pick<ServiceCatalog, 'name' | 'publishes' | 'consumers' | 'views' | 'database'>;

export interface Sources {
  readonly contracts: readonly Contract[];
  readonly catalogs: readonly SpokenCatalog[];
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
    senders: catalogs.filter(({ publishes }) => says(publishes, contract.record.name)).map(({ name }) => name),
    readers: listenersOf(catalogs).filter(
      (listener) => listener.topics.includes(topic.name) && says(listener.hears, contract.record.name),
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

interface Listener extends Reader {
  readonly topics: readonly string[];
  readonly hears: readonly string[];
}

/** Consumers and views alike. */
export const listenersOf = (catalogs: readonly SpokenCatalog[]): readonly Listener[] =>
  catalogs.flatMap(({ name: service, consumers, views }) => [
    ...consumers.map(({ group, topics, hears }) => ({
      service,
      group,
      topics,
      hears: hears === 'productChanges' ? ['ProductChange'] : hears,
    })),
    ...views.map(({ group, topic, hears }) => ({ service, group, topics: [topic], hears })),
  ]);

const says = (types: readonly string[], type: string): boolean => types.includes(type);

const withReaders = (told: Omit<Told, 'readers'> & { readonly readers: readonly Reader[] }): Told => ({
  ...told,
  readers: told.readers.map(({ service, group }) => ({ service, group })),
});
