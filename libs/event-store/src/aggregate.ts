import type { Decider, Decision } from '@tidemark/kernel';
import type { AnyFact, AnySource, EventSourced, Read, StateStored } from './sources.ts';
import { change } from './sources.ts';

/** Gives the state of a source that the command declared in `reads`. */
export type Reader = <State>(source: AnySource & { readonly initial: State }, key: string) => State;

/** The stream or row that a fact belongs to. */
export interface Home<Fact extends AnyFact> {
  readonly source: EventSourced<unknown, Fact> | StateStored<object, Fact>;
  readonly key: string;
}

/**
 * Binds rules to what they read and where their facts go. A command may read several streams of its own service; its
 * state is then a record of them.
 */
export interface Aggregate<Command, State, Fact extends AnyFact, Rejection> {
  readonly decide: (command: Command, state: State) => Decision<Fact, Rejection>;
  readonly reads: (command: Command) => readonly Read[];
  readonly state: (command: Command, read: Reader) => State;
  readonly home: (fact: Fact, command: Command) => Home<Fact>;
}

/** An aggregate of one stream, or of one row. */
export const aggregateOf = <Command, State, Fact extends AnyFact, Rejection>(
  decider: Pick<Decider<Command, State, Fact, Rejection>, 'decide'>,
  source: (AnySource & { readonly initial: State }) & (EventSourced<State, Fact> | StateStored<State & object, Fact>),
  keyOf: (command: Command) => string,
): Aggregate<Command, State, Fact, Rejection> => ({
  decide: decider.decide,
  reads: (command) => [change(source, keyOf(command))],
  state: (command, read) => read(source, keyOf(command)),
  home: (_fact, command) => home(source, keyOf(command)),
});

/**
 * Names the home of a fact, forgetting the type of the state that lives there: the unit hands `evolve` and `publish`
 * only states that came out of this very source.
 */
export const home = <State, Fact extends AnyFact>(
  source: EventSourced<State, Fact> | StateStored<State & object, Fact>,
  key: string,
): Home<Fact> => ({ source: source as Home<Fact>['source'], key });
