import type { AnyFact, EventSourced } from './sources.ts';
import { streamId } from './sources.ts';
import type { Store, StoredFact } from './store.ts';

/** All facts of a stream, oldest first, in the form they have today, whatever version of the service stored them. */
export const readHistory = async <State, Fact extends AnyFact>(
  store: Pick<Store, 'readFacts'>,
  source: EventSourced<State, Fact>,
  key: string,
): Promise<readonly StoredFact<Fact>[]> => {
  const stored = await store.readFacts(streamId(source, key), 0);
  return stored.map((one) => ({ ...one, fact: asToday(source, one.fact) }));
};

/** The state that stored facts add up to, whatever version of the service stored them. */
export const refold = <State, Fact extends AnyFact>(
  source: Pick<EventSourced<State, Fact>, 'initial' | 'evolve' | 'upcast'>,
  stored: readonly unknown[],
): State => stored.reduce<State>((state, fact) => source.evolve(state, asToday(source, fact)), source.initial);

const asToday = <Fact extends AnyFact>({ upcast }: Pick<EventSourced<never, Fact>, 'upcast'>, stored: unknown): Fact =>
  upcast === undefined ? (stored as Fact) : upcast(stored as never);
