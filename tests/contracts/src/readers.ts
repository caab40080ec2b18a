import type { MessageType } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import type { ServiceCatalog } from '@tidemark/platform';

/** What matters here of a catalog. */
export type Voice = Pick<ServiceCatalog, 'name' | 'publishes' | 'consumers' | 'views'>;

/** One who hears messages: a consumer or a view of a service. */
export interface Listener {
  readonly service: string;
  readonly name: string;
  readonly hears: readonly MessageType[];
}

/** The consumers and views of a service that hear messages; raw change data are heard by none of these. */
export const listenersOf = ({ name: service, consumers, views }: Voice): readonly Listener[] =>
  [...consumers, ...views].flatMap(({ name, hears }) =>
    hears === 'productChanges' ? [] : [{ service, name, hears: [...hears] as MessageType[] }],
  );

/** One sentence for each message that nobody sends, that several send, or that nobody reads. */
export const strayMessages = (voices: readonly Voice[]): readonly string[] => {
  const listeners = voices.flatMap(listenersOf);
  return (Object.keys(routes) as MessageType[]).flatMap((type) => {
    const file = `contracts/avro/${routes[type].owner}/${type}.avsc`;
    const senders = voices.filter(({ publishes }) => publishes.includes(type)).map(({ name }) => name);
    const [sender] = senders;
    return [
      ...(sender === undefined
        ? [`${file}: no service publishes ${type}; name it in "publishes" of a catalog, or delete the file.`]
        : []),
      ...(senders.length > 1
        ? [`${file}: ${senders.join(' and ')} all publish ${type}; leave it to one of them.`]
        : []),
      ...(listeners.some(({ hears }) => hears.includes(type))
        ? []
        : [`${file}: no service reads ${type}; name it in "hears" of a consumer, or delete the file.`]),
    ];
  });
};
