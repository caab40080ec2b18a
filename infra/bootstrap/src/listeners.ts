import type { MessageType } from '@tidemark/contracts';
import type { ServiceCatalog } from '@tidemark/platform';

/** Who says what and who hears it, of what a service's catalog says. */
export type SpokenCatalog = Pick<ServiceCatalog, 'name' | 'publishes' | 'consumers' | 'views'>;

/** One who hears: a consumer or a view. A service may listen to one topic more than once. */
export interface Listener {
  readonly service: string;
  readonly kind: 'consumer' | 'view';
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  /** None where it hears raw row changes: these are no messages. */
  readonly hears: readonly MessageType[];
}

/** Everyone who hears something of somebody, as the catalogs say. */
export const listenersOf = (catalogs: readonly SpokenCatalog[]): readonly Listener[] =>
  catalogs.flatMap(({ name: service, consumers, views }): readonly Listener[] => [
    ...consumers.map(({ name, group, topics, hears }) => ({
      ...{ service, kind: 'consumer' as const, name, group, topics },
      hears: hears === 'productChanges' ? [] : hears,
    })),
    ...views.map(({ name, group, topic, hears }) => ({
      ...{ service, kind: 'view' as const, name, group, topics: [topic], hears },
    })),
  ]);

/** The services that publish a message; exactly one, where the contracts are sound. */
export const sendersOf = (catalogs: readonly SpokenCatalog[], type: string): readonly string[] =>
  catalogs.filter(({ publishes }) => publishes.some((one) => one === type)).map(({ name }) => name);
