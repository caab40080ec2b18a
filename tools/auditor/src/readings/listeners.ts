import type { Listener } from '@tidemark/bootstrap';
import { discoverCatalogs, listenersOf } from '@tidemark/bootstrap';

/** Who is wired to hear what: the services' own statements about themselves. */
export interface Wiring {
  readonly listeners: readonly Listener[];
  /** Every group and the topics it reads; views among them, which keep no inbox. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** From the catalogs, so that a sixth service is audited without an edit. */
export const readWiring = async (): Promise<Wiring> => {
  const all = listenersOf(await discoverCatalogs());
  return {
    // Row changes are no messages: they have no outbox row to be compared with.
    listeners: all.filter(({ kind, hears }) => kind === 'consumer' && hears.length > 0),
    groups: new Map(all.map(({ group, topics }) => [group, topics])),
  };
};
