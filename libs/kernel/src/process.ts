import type { Rejected } from './decision.ts';

/** What a process does about an input: where it goes, what it sends, what it asks of its own service's streams. */
export interface Transition<State, Message, Command> {
  readonly kind: 'moved' | 'stayed';
  readonly state: State;
  /** Messages to other services, sent in the transaction that records the transition. */
  readonly send: readonly Message[];
  /** Commands to streams of the same service, applied in the same transaction. */
  readonly commands: readonly Command[];
}

/** A transition, or, for an input that has a caller, one typed rejection that changes nothing. */
export type Reaction<State, Message, Command, Rejection = never> =
  Transition<State, Message, Command> | Rejected<Rejection>;

/**
 * A deadline is a message from our past self: it names the state it was set in, and a process that has moved on
 * does not listen to it.
 */
export interface DeadlinePassed {
  readonly type: 'DeadlinePassed';
  readonly status: string;
}

/**
 * A process manager: one pure function from state and input to a reaction.
 *
 * Under any order of messages it reaches an end or a rest, and an end never changes. A message that does not belong
 * is answered by `stay`, never by an exception. See Hohpe and Woolf, "Enterprise Integration Patterns", Process
 * Manager; Garcia-Molina and Salem, "Sagas" (1987).
 */
export interface Process<State extends { readonly status: string }, Input, Message, Command, Rejection = never> {
  readonly initial: State;
  readonly react: (state: State, input: Input | DeadlinePassed) => Reaction<State, Message, Command, Rejection>;
  /** How long a process may stay as it is, in milliseconds, before it hears {@link DeadlinePassed}. */
  readonly patienceMs: (state: State) => number | undefined;
}

/** Goes on to a state, with what leaves on the way. */
export const moveTo = <State, Message = never, Command = never>(
  state: State,
  effects: { readonly send?: readonly Message[]; readonly commands?: readonly Command[] } = {},
): Transition<State, Message, Command> => ({
  kind: 'moved',
  state,
  send: effects.send ?? [],
  commands: effects.commands ?? [],
});

/** The input does not concern this state: nothing changes, no journal row is written. */
export const stay = <State>(state: State): Transition<State, never, never> => ({
  kind: 'stayed',
  state,
  send: [],
  commands: [],
});
