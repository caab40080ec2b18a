import type { MessageType } from '@tidemark/contracts';
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
