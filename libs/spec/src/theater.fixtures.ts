import type { Decider, Process } from '@tidemark/kernel';
import { accept, moveTo, reject, repeat, stay } from '@tidemark/kernel';

/** One seat, several guests: small enough to read at a glance, large enough to break every law. */
export type SeatCommand =
  { readonly type: 'TakeSeat'; readonly guest: string } | { readonly type: 'LeaveSeat'; readonly guest: string };

export type SeatFact =
  | { readonly type: 'SeatTaken'; readonly guest: string }
  | { readonly type: 'SeatRefused'; readonly guest: string }
  | { readonly type: 'SeatLeft'; readonly guest: string };

export interface SeatRejection {
  readonly code: 'NOT_SEATED';
}

export interface Seat {
  readonly sitting: string | null;
  readonly answers: Readonly<Record<string, SeatFact>>;
}

export const seat: Decider<SeatCommand, Seat, SeatFact, SeatRejection> = {
  initial: { sitting: null, answers: {} },
  decide: ({ type, guest }, { sitting, answers }) => {
    const answer = answers[guest];
    if (type === 'TakeSeat') {
      if (answer) return repeat(answer);
      return accept({ type: sitting === null ? 'SeatTaken' : 'SeatRefused', guest });
    }
    if (answer === undefined) return reject({ code: 'NOT_SEATED' });
    return sitting === guest ? accept({ type: 'SeatLeft', guest }) : accept();
  },
  evolve: ({ sitting, answers }, fact) => {
    if (fact.type === 'SeatLeft') return { sitting: null, answers };
    return { sitting: fact.type === 'SeatTaken' ? fact.guest : sitting, answers: { ...answers, [fact.guest]: fact } };
  },
};

export interface Show {
  readonly status: 'Planned' | 'Running' | 'Ended' | 'Canceled';
}

export type ShowInput =
  { readonly type: 'CurtainRaised' } | { readonly type: 'CurtainFell' } | { readonly type: 'Cancel' };

export interface ShowMessage {
  readonly type: 'TurnLights';
  readonly on: boolean;
}

export const show: Process<Show, ShowInput, ShowMessage, never, { readonly code: 'OVER' }> = {
  initial: { status: 'Planned' },
  react: (state, input) => {
    if (input.type === 'Cancel') {
      return state.status === 'Planned' ? moveTo({ status: 'Canceled' }) : reject({ code: 'OVER' });
    }
    if (state.status === 'Planned' && input.type === 'CurtainRaised') {
      return moveTo({ status: 'Running' }, { send: [{ type: 'TurnLights', on: false }] });
    }
    const ends = input.type === 'CurtainFell' || (input.type === 'DeadlinePassed' && input.status === 'Running');
    if (state.status === 'Running' && ends) {
      return moveTo({ status: 'Ended' }, { send: [{ type: 'TurnLights', on: true }] });
    }
    return stay(state);
  },
  patienceMs: ({ status }) => (status === 'Running' ? 1000 : undefined),
};
