import type { Decider, Process } from '@tidemark/kernel';
import { accept, moveTo } from '@tidemark/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answersNeverChange,
  answersReadTheSame,
  decidesTotally,
  endsNeverChange,
  everyWaitHasADeadline,
  evolvesTotally,
  lateDeadlinesChangeNothing,
  onlyCallersAreRejected,
  othersAreNeverRejected,
  reactsTotally,
  sameCommandAgain,
  sameInputAgain,
} from './index.ts';
import type { Seat, SeatCommand, SeatFact, SeatRejection, Show, ShowInput } from './theater.fixtures.ts';
import { seat, show } from './theater.fixtures.ts';

const guest = fc.constantFrom('ann', 'bob', 'cy');
const commands: fc.Arbitrary<SeatCommand> = fc.record({ type: fc.constantFrom('TakeSeat', 'LeaveSeat'), guest });
const inputs = fc.constantFrom<ShowInput>({ type: 'CurtainRaised' }, { type: 'CurtainFell' }, { type: 'Cancel' });
const takesASeat = ({ type }: SeatCommand): boolean => type === 'TakeSeat';
const isEnd = ({ status }: Show): boolean => status === 'Ended' || status === 'Canceled';
const mayRest = (state: Show): boolean => isEnd(state) || state.status === 'Planned';

const brokenSeat = (
  change: Partial<Decider<SeatCommand, Seat, SeatFact, SeatRejection>>,
): Decider<SeatCommand, Seat, SeatFact, SeatRejection> => ({ ...seat, ...change });

const brokenShow = (react: (typeof show)['react']): typeof show => ({ ...show, react });

describe('The laws of deciders', () => {
  it('hold for rules that keep them', () => {
    decidesTotally({ decider: seat, commands });
    sameCommandAgain({ decider: seat, commands });
    answersNeverChange({ decider: seat, commands });
    othersAreNeverRejected({ decider: seat, commands, asked: takesASeat });
    answersReadTheSame({ decider: seat, commands, publish: (fact) => [fact] });
    evolvesTotally({ decider: seat, facts: fc.record({ type: fc.constantFrom('SeatTaken', 'SeatLeft'), guest }) });
  });

  it('catch rules that throw in a state that commands lead to', () => {
    const decider = brokenSeat({
      decide: (command, state) => {
        if (Object.keys(state.answers).length === 3) throw new Error('full house');
        return seat.decide(command, state);
      },
    });
    expect(() => {
      decidesTotally({ decider, commands });
    }).toThrow(/full house/u);
  });

  it('catch a fold that throws on facts in another order', () => {
    const decider = brokenSeat({
      evolve: (state, fact) => {
        if (fact.type === 'SeatLeft' && state.sitting === null) throw new Error('nobody sat');
        return seat.evolve(state, fact);
      },
    });
    expect(() => {
      evolvesTotally({ decider, facts: fc.record({ type: fc.constantFrom('SeatTaken', 'SeatLeft'), guest }) });
    }).toThrow(/nobody sat/u);
  });

  it('catch rules that decide anew instead of answering again', () => {
    const decider = brokenSeat({
      decide: (command, state) =>
        seat.decide(command, { ...state, answers: command.type === 'TakeSeat' ? {} : state.answers }),
    });
    expect(() => {
      sameCommandAgain({ decider, commands });
    }).toThrow(/same command again/u);
  });

  it('catch an answer that changes when the world has changed', () => {
    const decider = brokenSeat({
      evolve: (state, fact) => (fact.type === 'SeatLeft' ? { sitting: null, answers: {} } : seat.evolve(state, fact)),
    });
    expect(() => {
      answersNeverChange({ decider, commands });
    }).toThrow(/answer after other commands/u);
  });

  it('catch a rejection of what another service asked, which would not hear it', () => {
    expect(() => {
      othersAreNeverRejected({ decider: seat, commands, asked: () => true });
    }).toThrow(/what another service asks/u);
  });

  it('catch an answer that is told from the state of the day', () => {
    expect(() => {
      answersReadTheSame({ decider: seat, commands, publish: (fact, { sitting }) => [{ ...fact, sitting }] });
    }).toThrow(/what was published/u);
  });

  it('leave out commands that ask for more each time', () => {
    const hungry: Decider<string, number, number> = {
      initial: 0,
      decide: () => accept(1),
      evolve: (sum, one) => sum + one,
    };
    expect(() => {
      sameCommandAgain({ decider: hungry, commands: fc.constant('more') });
    }).toThrow(/same command again/u);
    expect(() => {
      sameCommandAgain({ decider: hungry, commands: fc.constantFrom('more'), unless: () => true });
    }).toThrow(/met no case/u);
  });

  it('print the seed that repeats a failure', () => {
    const decider = brokenSeat({ decide: () => accept({ type: 'SeatTaken', guest: 'ann' }) });
    expect(() => {
      sameCommandAgain({ decider, commands, seed: 7 });
    }).toThrow(/seed: 7/u);
  });
});

describe('The laws of processes', () => {
  it('hold for a process that keeps them', () => {
    reactsTotally({ process: show, inputs });
    sameInputAgain({ process: show, inputs });
    lateDeadlinesChangeNothing({ process: show, inputs });
    endsNeverChange({ process: show, inputs, isEnd });
    everyWaitHasADeadline({ process: show, inputs, mayRest });
    onlyCallersAreRejected({ process: show, inputs, hasCaller: ({ type }) => type === 'Cancel' });
  });

  it('catch a rejection that nobody would hear', () => {
    expect(() => {
      onlyCallersAreRejected({ process: show, inputs, hasCaller: () => false });
    }).toThrow(/an input that has no caller/u);
  });

  it('catch a reaction that throws', () => {
    const process = brokenShow((state, input) => {
      if (input.type === 'DeadlinePassed') throw new Error('forgot the deadline');
      return show.react(state, input);
    });
    expect(() => {
      reactsTotally({ process, inputs });
    }).toThrow(/forgot the deadline/u);
  });

  it('catch a process that counts messages', () => {
    const process: Process<{ status: string; heard: number }, ShowInput, never, never> = {
      initial: { status: 'Counting', heard: 0 },
      react: (state) => moveTo({ ...state, heard: state.heard + 1 }),
      patienceMs: () => undefined,
    };
    expect(() => {
      sameInputAgain({ process, inputs });
    }).toThrow(/same input again/u);
  });

  it('catch a deadline that is heard in a state it does not name', () => {
    const process = brokenShow((state, input) =>
      input.type === 'DeadlinePassed' && state.status === 'Running'
        ? moveTo({ status: 'Ended' })
        : show.react(state, input),
    );
    expect(() => {
      lateDeadlinesChangeNothing({ process, inputs });
    }).toThrow(/late deadline/u);
  });

  it('catch an end that is left again', () => {
    const process = brokenShow((state, input) =>
      state.status === 'Canceled' && input.type === 'CurtainRaised'
        ? moveTo({ status: 'Running' })
        : show.react(state, input),
    );
    expect(() => {
      endsNeverChange({ process, inputs, isEnd });
    }).toThrow(/state after the end/u);
  });

  it('catch a state in which a process would be forgotten', () => {
    expect(() => {
      everyWaitHasADeadline({ process: { ...show, patienceMs: () => undefined }, inputs, mayRest });
    }).toThrow(/patience in Running/u);
  });

  it('fail when they met no case', () => {
    expect(() => {
      endsNeverChange({ process: show, inputs, isEnd: () => false });
    }).toThrow(/met no case/u);
  });
});
