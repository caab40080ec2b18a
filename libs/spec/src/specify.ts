import type { Decider } from '@tidemark/kernel';
import { accept, reject, repeat } from '@tidemark/kernel';
import { expect } from 'vitest';
import { frozen } from './frozen.ts';

/** What a decider says to one command after a history. */
export interface DecisionExpectation<Fact, Rejection> {
  /** Exactly these new facts, in this order. */
  readonly then: (...facts: readonly [Fact, ...Fact[]]) => void;
  /** No new fact: the recorded answer is given once more. */
  readonly thenAnswersAgain: (answer: Fact) => void;
  /** Nothing changes, and only the caller hears of it. */
  readonly thenRejects: (rejection: Rejection) => void;
  /** Accepted, but what was asked for already holds and nobody waits for an answer. */
  readonly thenNothing: () => void;
}

export interface DecisionExample<Command, Fact, Rejection> {
  readonly when: (command: Command) => DecisionExpectation<Fact, Rejection>;
}

/**
 * Given facts, when a command comes, then this is decided: `specify(decider)(...facts).when(command).then(...facts)`.
 *
 * What the rules are given is frozen, so rules that change it fail. Greg Young's given/when/then for event-sourced rules.
 */
export const specify =
  <Command, State, Fact, Rejection>(decider: Decider<Command, State, Fact, Rejection>) =>
  (...facts: readonly Fact[]): DecisionExample<Command, Fact, Rejection> => ({
    when: (command) => {
      const state = facts.reduce(
        (before, fact) => frozen(decider.evolve(before, frozen(fact))),
        frozen(decider.initial),
      );
      const decision = decider.decide(frozen(command), state);
      return {
        then: (...expected) => {
          expect(decision).toEqual(accept(...expected));
        },
        thenAnswersAgain: (answer) => {
          expect(decision).toEqual(repeat(answer));
        },
        thenRejects: (rejection) => {
          expect(decision).toEqual(reject(rejection));
        },
        thenNothing: () => {
          expect(decision).toEqual(accept());
        },
      };
    },
  });
