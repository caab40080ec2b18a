import type { Decider, Decision } from '@tidemark/kernel';
import type * as fc from 'fast-check';
import { expect } from 'vitest';
import { frozen } from './frozen.ts';
import type { Trial } from './law.ts';
import { demand, historyOf } from './law.ts';

/** Rules, and the commands they meet. Draw ids and amounts from few values, so that commands meet each other. */
export interface DeciderLaw<Command, State, Fact, Rejection> extends Trial {
  readonly decider: Decider<Command, State, Fact, Rejection>;
  readonly commands: fc.Arbitrary<Command>;
  /** Commands that ask for more each time they come, such as a delivery of goods: no law about repeats holds for them. */
  readonly unless?: (command: Command) => boolean;
}

/** `decide` and `evolve` give an answer for every command in every state that commands can lead to, and keep their input as it is. */
export const decidesTotally = <Command, State, Fact, Rejection>(
  law: DeciderLaw<Command, State, Fact, Rejection>,
): void => {
  demand(
    'decides totally',
    historyOf(law.commands),
    (commands) => {
      walked(law.decider, commands);
      return commands.length > 0;
    },
    law,
  );
};

/** `evolve` gives a state for every fact after every other, also for orders of facts that the rules would not give. */
export const evolvesTotally = <State, Fact>(
  law: Trial & {
    readonly decider: Pick<Decider<never, State, Fact, unknown>, 'initial' | 'evolve'>;
    readonly facts: fc.Arbitrary<Fact>;
  },
): void => {
  demand(
    'evolves totally',
    historyOf(law.facts),
    (facts) => {
      evolved(law.decider, frozen(law.decider.initial), facts);
      return facts.length > 0;
    },
    law,
  );
};

/** Law 1: the same command again changes no state, and is answered again with the same answer. */
export const sameCommandAgain = <Command, State, Fact, Rejection>(
  law: DeciderLaw<Command, State, Fact, Rejection>,
): void => {
  demand(
    'the same command again changes no state',
    historyOf(law.commands),
    (commands) => {
      const asked = walked(law.decider, commands).filter(({ command }) => law.unless?.(command) !== true);
      for (const { command, decision, state } of asked) {
        const second = step(law.decider, state, command);
        expect(second.state, 'the state after the same command again').toEqual(state);
        expectSameAnswer(decision, second.decision);
      }
      return asked.length > 0;
    },
    law,
  );
};

/** Law 2: an answer once given never changes, refusals too, whatever comes in between. */
export const answersNeverChange = <Command, State, Fact, Rejection>(
  law: DeciderLaw<Command, State, Fact, Rejection>,
): void => {
  demand(
    'an answer once given never changes',
    historyOf(law.commands),
    (commands) => {
      const walk = walked(law.decider, commands);
      const last = walk.at(-1)?.state ?? law.decider.initial;
      const answered = walk.flatMap(({ command, state }) => {
        const { decision } = step(law.decider, state, command);
        return decision.kind === 'repeated' && law.unless?.(command) !== true ? [{ command, decision }] : [];
      });
      for (const { command, decision } of answered) {
        const later = step(law.decider, last, command);
        expect(later.decision, 'the answer after other commands').toEqual(decision);
      }
      return answered.length > 0;
    },
    law,
  );
};

/**
 * Law 3: what another service asks for is answered by facts, never by a rejection, which it would not hear. `asked` names
 * the commands that come from others.
 */
export const othersAreNeverRejected = <Command, State, Fact, Rejection>(
  law: DeciderLaw<Command, State, Fact, Rejection> & { readonly asked: (command: Command) => boolean },
): void => {
  demand(
    'what others ask is never rejected',
    historyOf(law.commands),
    (commands) => {
      const asked = walked(law.decider, commands).filter(({ command }) => law.asked(command));
      for (const { decision } of asked) {
        expect(decision.kind, 'the decision on what another service asks').not.toBe('rejected');
      }
      return asked.length > 0;
    },
    law,
  );
};

/**
 * Law 4: a fact carries what its readers need, so an answer that is given again reads as it did the first time, whatever
 * the state has become since.
 */
export const answersReadTheSame = <Command, State, Fact, Rejection>(
  law: DeciderLaw<Command, State, Fact, Rejection> & {
    readonly publish: (fact: Fact, stateAfter: State) => readonly unknown[];
  },
): void => {
  demand(
    'an answer given again reads the same',
    historyOf(law.commands),
    (commands) => {
      let before = frozen(law.decider.initial);
      let repeats = 0;
      const said: (readonly unknown[])[] = [];
      for (const { decision, state } of walked(law.decider, commands)) {
        if (decision.kind === 'repeated') {
          repeats += 1;
          expect(said, 'what was published').toContainEqual(law.publish(decision.answer, state));
        }
        for (const fact of decision.kind === 'accepted' ? decision.facts : []) {
          before = evolved(law.decider, before, [fact]);
          said.push(law.publish(fact, before));
        }
      }
      return repeats > 0;
    },
    law,
  );
};

const expectSameAnswer = <Fact, Rejection>(
  first: Decision<Fact, Rejection>,
  second: Decision<Fact, Rejection>,
): void => {
  if (first.kind !== 'accepted' || first.facts.length === 0) {
    expect(second, 'the decision on the same command again').toEqual(first);
  } else if (second.kind === 'repeated') {
    expect(first.facts, 'the facts among which the repeated answer stands').toContainEqual(second.answer);
  } else {
    expect(second, 'the decision on the same command again').toEqual({ kind: 'accepted', facts: [] });
  }
};

type Rules<Command, State, Fact, Rejection> = Decider<Command, State, Fact, Rejection>;

const step = <Command, State, Fact, Rejection>(
  rules: Rules<Command, State, Fact, Rejection>,
  state: State,
  command: Command,
): { readonly decision: Decision<Fact, Rejection>; readonly state: State } => {
  const decision = frozen(rules.decide(frozen(command), state));
  return { decision, state: decision.kind === 'accepted' ? evolved(rules, state, decision.facts) : state };
};

interface Step<Command, State, Fact, Rejection> {
  readonly command: Command;
  readonly decision: Decision<Fact, Rejection>;
  readonly state: State;
}

const walked = <Command, State, Fact, Rejection>(
  rules: Rules<Command, State, Fact, Rejection>,
  commands: readonly Command[],
): readonly Step<Command, State, Fact, Rejection>[] => {
  let state = frozen(rules.initial);
  return commands.map((command) => {
    const taken = step(rules, state, command);
    state = taken.state;
    return { command, ...taken };
  });
};

const evolved = <State, Fact>(
  { evolve }: Pick<Decider<never, State, Fact, unknown>, 'evolve'>,
  from: State,
  facts: readonly Fact[],
): State => facts.reduce((state, fact) => frozen(evolve(state, frozen(fact))), from);
