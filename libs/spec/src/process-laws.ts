import type { DeadlinePassed, Process, Reaction } from '@tidemark/kernel';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { frozen } from './frozen.ts';
import type { Trial } from './law.ts';
import { demand, historyOf } from './law.ts';

interface Status {
  readonly status: string;
}

/** A process, and the inputs it meets, all of one key. Deadlines of the state in hand are mixed in. */
export interface ProcessLaw<State extends Status, Input> extends Trial {
  readonly process: Process<State, Input, unknown, unknown, unknown>;
  readonly inputs: fc.Arbitrary<Input>;
}

/** `react` and `patienceMs` give an answer for every input, and for a deadline, in every state that inputs can lead to. */
export const reactsTotally = <State extends Status, Input>(law: ProcessLaw<State, Input>): void => {
  demand(
    'reacts totally',
    happenings(law),
    (happened) => {
      for (const { state } of walked(law.process, happened)) law.process.patienceMs(state);
      return happened.length > 0;
    },
    law,
  );
};

/** Law 1 for processes: the same input again changes no state. */
export const sameInputAgain = <State extends Status, Input>(law: ProcessLaw<State, Input>): void => {
  demand(
    'the same input again changes no state',
    happenings(law),
    (happened) => {
      const heard = walked(law.process, happened).filter(({ happening }) => happening !== DEADLINE);
      for (const { happening, state } of heard) {
        expect(after(law.process, state, happening), 'the state after the same input again').toEqual(state);
      }
      return heard.length > 0;
    },
    law,
  );
};

/** Law 3 for processes: only an input that has a caller is ever rejected; `hasCaller` names those. */
export const onlyCallersAreRejected = <State extends Status, Input>(
  law: ProcessLaw<State, Input> & { readonly hasCaller: (input: Input) => boolean },
): void => {
  demand(
    'only a caller is rejected',
    happenings(law),
    (happened) => {
      const others = walked(law.process, happened).filter(
        (taken): taken is Taken<State, Input> & { readonly happening: Input } =>
          taken.happening !== DEADLINE && !law.hasCaller(taken.happening),
      );
      for (const { happening, before } of others) {
        const { kind } = law.process.react(before, frozen(happening));
        expect(kind, 'the reaction to an input that has no caller').not.toBe('rejected');
      }
      return others.length > 0;
    },
    law,
  );
};

/** Law 7: a deadline that names a state the process is not in changes nothing. */
export const lateDeadlinesChangeNothing = <State extends Status, Input>(law: ProcessLaw<State, Input>): void => {
  demand(
    'a late deadline changes nothing',
    happenings(law),
    (happened) => {
      const states = [law.process.initial, ...walked(law.process, happened).map(({ state }) => state)];
      const late = states.flatMap((now) =>
        states.filter(({ status }) => status !== now.status).map((left) => ({ now, left })),
      );
      const distinct = new Map(late.map((pair) => [`${pair.left.status} ${pair.now.status}`, pair]));
      for (const { now, left } of distinct.values()) {
        const heard = stateOf(law.process.react(now, passed(left)), now);
        expect(heard, `the state after a late deadline of ${left.status}`).toEqual(now);
      }
      return distinct.size > 0;
    },
    law,
  );
};

/** Law 8: an end never changes, whatever comes, and waits for nothing. */
export const endsNeverChange = <State extends Status, Input>(
  law: ProcessLaw<State, Input> & { readonly isEnd: (state: State) => boolean },
): void => {
  demand(
    'an end never changes',
    happenings(law),
    (happened) => {
      const states = [law.process.initial, ...walked(law.process, happened).map(({ state }) => state)];
      const [end, ...later] = states.slice(states.findIndex(law.isEnd));
      if (end === undefined || !law.isEnd(end)) return false;
      for (const state of later) expect(state, 'the state after the end').toEqual(end);
      expect(law.process.patienceMs(end), 'the patience of an end').toBeUndefined();
      return later.length > 0;
    },
    law,
  );
};

/** Law 8: whoever waits hears a deadline, so that no process is forgotten; `mayRest` names the states that do not wait. */
export const everyWaitHasADeadline = <State extends Status, Input>(
  law: ProcessLaw<State, Input> & { readonly mayRest: (state: State) => boolean },
): void => {
  demand(
    'every wait has a deadline',
    happenings(law),
    (happened) => {
      const states = [law.process.initial, ...walked(law.process, happened).map(({ state }) => state)];
      const waiting = states.filter((state) => !law.mayRest(state));
      for (const state of waiting) {
        expect(law.process.patienceMs(state) ?? 0, `the patience in ${state.status}`).toBeGreaterThan(0);
      }
      return waiting.length > 0;
    },
    law,
  );
};

const DEADLINE = Symbol('the deadline of the state in hand passes');

type Happening<Input> = Input | typeof DEADLINE;

const happenings = <State extends Status, Input>({
  inputs,
}: ProcessLaw<State, Input>): fc.Arbitrary<Happening<Input>[]> =>
  historyOf(
    fc.oneof({ weight: 5, arbitrary: inputs }, { weight: 1, arbitrary: fc.constant<typeof DEADLINE>(DEADLINE) }),
  );

interface Taken<State, Input> {
  readonly happening: Happening<Input>;
  readonly before: State;
  readonly state: State;
}

type AnyProcess<State extends Status, Input> = Process<State, Input, unknown, unknown, unknown>;

const walked = <State extends Status, Input>(
  process: AnyProcess<State, Input>,
  happened: readonly Happening<Input>[],
): readonly Taken<State, Input>[] => {
  let state = frozen(process.initial);
  return happened.map((happening) => {
    const before = state;
    state = after(process, before, happening);
    return { happening, before, state };
  });
};

const after = <State extends Status, Input>(
  process: AnyProcess<State, Input>,
  state: State,
  happening: Happening<Input>,
): State => {
  if (happening !== DEADLINE) return stateOf(process.react(state, frozen(happening)), state);
  // The database forgets the deadline of a state that waits for nothing.
  if (process.patienceMs(state) === undefined) return state;
  return stateOf(process.react(state, passed(state)), state);
};

const passed = ({ status }: Status): DeadlinePassed => ({ type: 'DeadlinePassed', status });

const stateOf = <State>(reaction: Reaction<State, unknown, unknown, unknown>, before: State): State =>
  reaction.kind === 'rejected' ? before : frozen(reaction.state);
