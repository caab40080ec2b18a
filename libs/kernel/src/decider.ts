import type { Decision } from './decision.ts';

/**
 * The rules of one aggregate: pure, synchronous, total. Time, ids and randomness arrive inside the command.
 *
 * The same command again changes no state and is answered again with the same answer; an answer once given never
 * changes, refusals too. See Jérémie Chassaing, "Functional Event Sourcing Decider".
 */
export interface Decider<Command, State, Fact, Rejection = never> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Fact, Rejection>;
  readonly evolve: (state: State, fact: Fact) => State;
}

/** The state after a history of facts. */
export const fold = <State, Fact>(
  decider: Pick<Decider<never, State, Fact, unknown>, 'initial' | 'evolve'>,
  facts: readonly Fact[],
): State => facts.reduce((state, fact) => decider.evolve(state, fact), decider.initial);
