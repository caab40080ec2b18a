import type { DeadlinePassed, Process, Reaction, Transition } from '@tidemark/kernel';
import { reject, stay } from '@tidemark/kernel';
import { expect } from 'vitest';
import { frozen } from './frozen.ts';

interface Named {
  readonly type: string;
}

/** A state is told from an input by having a status and no type. */
interface Status {
  readonly status: string;
  readonly type?: never;
}

/** What leaves with a transition; each can be said after the other. */
export interface TransitionExpectation<Message, Command> {
  /** Exactly these messages, in this order; none at all when none is named. */
  readonly andSends: (...messages: readonly Message[]) => TransitionExpectation<Message, Command>;
  /** Exactly these commands to streams of its own service; none at all when none is named. */
  readonly andCommands: (...commands: readonly Command[]) => TransitionExpectation<Message, Command>;
  /** It hears `DeadlinePassed` after this long, in milliseconds. */
  readonly andWaits: (patienceMs: number) => TransitionExpectation<Message, Command>;
  /** It may stay there for ever. */
  readonly andRests: () => TransitionExpectation<Message, Command>;
}

export interface ReactionExpectation<State extends Status, Message, Command, Rejection> {
  /** To a state with this status, or to exactly this state. */
  readonly thenMovesTo: (next: State['status'] | State) => TransitionExpectation<Message, Command>;
  /** The input does not concern it: nothing changes, nothing leaves. */
  readonly thenStays: () => void;
  /** Nothing changes, and only the caller hears of it. */
  readonly thenRejects: (rejection: Rejection) => void;
}

export interface ReactionExample<State extends Status, Input, Message, Command, Rejection> {
  readonly when: (input: Input | DeadlinePassed) => ReactionExpectation<State, Message, Command, Rejection>;
}

/**
 * Given a state, or the inputs that lead to it, when an input comes, then the process goes there and sends that:
 * `specifyProcess(process)(placed, stockReserved).when(captured).thenMovesTo('AwaitingShipment').andSends(schedule)`.
 *
 * What the process is given is frozen. Given inputs that are rejected fail the example: it would show another state
 * than it says.
 */
export const specifyProcess =
  <State extends Status, Input extends Named, Message, Command, Rejection>(
    process: Process<State, Input, Message, Command, Rejection>,
  ) =>
  (
    ...given: readonly [State] | readonly (Input | DeadlinePassed)[]
  ): ReactionExample<State, Input, Message, Command, Rejection> => ({
    when: (input) => {
      const state = stateAfter(process, given);
      const reaction = process.react(state, frozen(input));
      return {
        thenMovesTo: (next) => {
          expect(reaction).toMatchObject({ kind: 'moved' });
          const transition = reaction as Transition<State, Message, Command>;
          if (typeof next === 'string') expect(transition.state.status).toBe(next);
          else expect(transition.state).toEqual(next);
          return expectationsOf(process, transition);
        },
        thenStays: () => {
          expect(reaction).toEqual(stay(state));
        },
        thenRejects: (rejection) => {
          expect(reaction).toEqual(reject(rejection));
        },
      };
    },
  });

const stateAfter = <State extends Status, Input extends Named>(
  process: Process<State, Input, unknown, unknown, unknown>,
  given: readonly [State] | readonly (Input | DeadlinePassed)[],
): State => {
  const [first] = given;
  if (first !== undefined && first.type === undefined) return frozen(first);
  return (given as readonly (Input | DeadlinePassed)[]).reduce(
    (state, input) => frozen(transitionOf(process.react(state, frozen(input))).state),
    frozen(process.initial),
  );
};

const transitionOf = <State>(
  reaction: Reaction<State, unknown, unknown, unknown>,
): Transition<State, unknown, unknown> => {
  if (reaction.kind !== 'rejected') return reaction;
  throw new Error(`A given input was rejected: ${JSON.stringify(reaction.rejection)}`);
};

const expectationsOf = <State extends Status, Message, Command>(
  { patienceMs }: Pick<Process<State, never, Message, Command, unknown>, 'patienceMs'>,
  transition: Transition<State, Message, Command>,
): TransitionExpectation<Message, Command> => {
  const expectations: TransitionExpectation<Message, Command> = {
    andSends: (...messages) => {
      expect(transition.send).toEqual(messages);
      return expectations;
    },
    andCommands: (...commands) => {
      expect(transition.commands).toEqual(commands);
      return expectations;
    },
    andWaits: (expectedMs) => {
      expect(patienceMs(transition.state)).toBe(expectedMs);
      return expectations;
    },
    andRests: () => {
      expect(patienceMs(transition.state)).toBeUndefined();
      return expectations;
    },
  };
  return expectations;
};
