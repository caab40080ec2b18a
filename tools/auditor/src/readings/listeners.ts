import { discoverCatalogs } from '@tidemark/bootstrap';
import type { Listener } from './messages.ts';

/** Who is wired to hear what: the services' own statements about themselves. */
export interface Wiring {
  readonly listeners: readonly Listener[];
  /** Every group and the topics it reads; views among them, which keep no inbox. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** What a catalog says beyond what bootstrap needs of it. */
interface Hearing {
  readonly name: string;
  readonly hears: readonly string[] | 'productChanges';
}

/** From the catalogs, so that a sixth service is audited without an edit. */
export const readWiring = async (): Promise<Wiring> => {
  const catalogs = await discoverCatalogs();
  const groups = new Map<string, readonly string[]>();
  const listeners: Listener[] = [];
  for (const { name: service, consumers, views } of catalogs) {
    for (const { group, topic } of views) groups.set(group, [topic]);
    for (const consumer of consumers) {
      groups.set(consumer.group, consumer.topics);
      const { name, hears } = consumer as typeof consumer & Hearing;
      // Row changes are no messages: they have no outbox row to be compared with.
      if (typeof hears !== 'string') listeners.push({ service, name, topics: consumer.topics, hears });
    }
  }
  return { listeners, groups };
};
