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
      law.process.patienceMs(after(law.process, happened));
      return happened.length > 0;
    },
    law,
  );
};

/** Law 1 for processes: the same input again changes no state. */
export const sameInputAgain = <State extends Status, Input>(law: ProcessLaw<State, Input>): void => {
  demand(
    'the same input again changes no state',
    fc.tuple(happenings(law), law.inputs),
    ([before, input]) => {
      const once = after(law.process, [...before, input]);
      expect(after(law.process, [input], once), 'the state after the same input again').toEqual(once);
      return true;
    },
    law,
  );
};

/** Law 7: a deadline that names a state the process has left changes nothing. */
export const lateDeadlinesChangeNothing = <State extends Status, Input>(law: ProcessLaw<State, Input>): void => {
  demand(
    'a late deadline changes nothing',
    fc.tuple(happenings(law), happenings(law)),
    ([before, since]) => {
      const left = after(law.process, before);
      const now = after(law.process, since, left);
      if (now.status === left.status) return false;
      expect(stateOf(law.process.react(now, passed(left)), now), 'the state after a late deadline').toEqual(now);
      return true;
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
    fc.tuple(happenings(law), happenings(law)),
    ([before, since]) => {
      const end = after(law.process, before);
      if (!law.isEnd(end)) return false;
      expect(after(law.process, since, end), 'the state after the end').toEqual(end);
      expect(law.process.patienceMs(end), 'the patience of an end').toBeUndefined();
      return true;
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
      const state = after(law.process, happened);
      if (law.mayRest(state)) return false;
      expect(law.process.patienceMs(state) ?? 0, `the patience in ${state.status}`).toBeGreaterThan(0);
      return true;
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

const after = <State extends Status, Input>(
  process: Process<State, Input, unknown, unknown, unknown>,
  happened: readonly Happening<Input>[],
  from: State = process.initial,
): State =>
  happened.reduce<State>((state, one) => {
    // The database forgets the deadline of a state that waits for nothing.
    if (one === DEADLINE && process.patienceMs(state) === undefined) return state;
    return stateOf(process.react(state, one === DEADLINE ? passed(state) : frozen(one)), state);
  }, frozen(from));

const passed = ({ status }: Status): DeadlinePassed => ({ type: 'DeadlinePassed', status });

const stateOf = <State>(reaction: Reaction<State, unknown, unknown, unknown>, before: State): State =>
  reaction.kind === 'rejected' ? before : frozen(reaction.state);
