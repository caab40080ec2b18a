import { accept } from '@tidemark/kernel';
import { describe, expect, it } from 'vitest';
import { projectedAt, specify, specifyProcess, specifyProjection } from './index.ts';
import { seat, show } from './theater.fixtures.ts';

const given = specify(seat);
const annSat = { type: 'SeatTaken', guest: 'ann' } as const;
const bobRefused = { type: 'SeatRefused', guest: 'bob' } as const;
const bobSits = { type: 'TakeSeat', guest: 'bob' } as const;

describe('An example of a decider', () => {
  it('holds when exactly the expected facts are decided', () => {
    given(annSat).when(bobSits).then(bobRefused);
    expect(() => {
      given().when(bobSits).then(bobRefused);
    }).toThrow();
  });

  it('tells the recorded answer from a new fact', () => {
    given(annSat, bobRefused).when(bobSits).thenAnswersAgain(bobRefused);
    expect(() => {
      given(annSat).when(bobSits).thenAnswersAgain(bobRefused);
    }).toThrow();
    expect(() => {
      given(annSat, bobRefused).when(bobSits).then(bobRefused);
    }).toThrow();
  });

  it('tells a rejection from nothing to do', () => {
    given().when({ type: 'LeaveSeat', guest: 'ann' }).thenRejects({ code: 'NOT_SEATED' });
    given(bobRefused).when({ type: 'LeaveSeat', guest: 'bob' }).thenNothing();
    expect(() => {
      given().when({ type: 'LeaveSeat', guest: 'ann' }).thenNothing();
    }).toThrow();
  });

  it('fails for rules that change the state they are given', () => {
    const careless = specify<string, string[], string, never>({
      initial: [],
      decide: (command, state) => accept(String(state.push(command))),
      evolve: (state) => state,
    });
    expect(() => careless().when('a')).toThrow(TypeError);
  });
});

describe('An example of a process', () => {
  const givenShow = specifyProcess(show);
  const running = { status: 'Running' } as const;

  it('begins in a state, or after inputs', () => {
    givenShow(running).when({ type: 'CurtainFell' }).thenMovesTo('Ended');
    givenShow({ type: 'CurtainRaised' }).when({ type: 'CurtainFell' }).thenMovesTo({ status: 'Ended' });
  });

  it('fails when a given input is rejected', () => {
    expect(() => givenShow({ type: 'CurtainRaised' }, { type: 'Cancel' }).when({ type: 'CurtainFell' })).toThrow(
      'OVER',
    );
  });

  it('holds when it moves, sends and waits as expected', () => {
    const transition = givenShow().when({ type: 'CurtainRaised' }).thenMovesTo('Running');
    transition.andSends({ type: 'TurnLights', on: false }).andCommands().andWaits(1000);
    expect(() => transition.andSends()).toThrow();
    expect(() => transition.andRests()).toThrow();
    expect(() => givenShow().when({ type: 'CurtainRaised' }).thenMovesTo('Ended')).toThrow();
  });

  it('tells staying from moving and from a rejection', () => {
    givenShow().when({ type: 'CurtainFell' }).thenStays();
    givenShow(running).when({ type: 'Cancel' }).thenRejects({ code: 'OVER' });
    expect(() => {
      givenShow().when({ type: 'CurtainRaised' }).thenStays();
    }).toThrow();
    expect(() => givenShow().when({ type: 'CurtainFell' }).thenMovesTo('Planned')).toThrow();
  });

  it('hears a deadline like any other input', () => {
    givenShow(running).when({ type: 'DeadlinePassed', status: 'Running' }).thenMovesTo('Ended').andRests();
  });
});

describe('An example of a projection', () => {
  const givenMessages = specifyProjection<{ total: number; at: string }, number>({
    evolve: (row, amount, { occurredAt }) =>
      amount === 0 ? undefined : { total: (row?.total ?? 0) + amount, at: occurredAt },
  });

  it('folds its messages, each at its version', () => {
    givenMessages(2, 3).then({ total: 5, at: projectedAt(2).occurredAt });
    givenMessages(2, 0).thenNoRow();
    expect(() => {
      givenMessages(2).thenNoRow();
    }).toThrow();
  });

  it('fails with the columns that are not as expected', () => {
    expect(() => {
      givenMessages(2, 3).then({ total: 6, at: projectedAt(2).occurredAt });
    }).toThrow(/^the row, in total: expected /u);
  });
});
