import type { Message } from '@tidemark/contracts';
import type { EventSourced, ProcessStored } from '@tidemark/event-store';
import { aggregateOf, change, MemoryStore, UnitOfWork } from '@tidemark/event-store';
import type { Cause, Process } from '@tidemark/kernel';
import { accept, moveTo, reject, stay } from '@tidemark/kernel';
import type { ProcessBinding } from './react.ts';

/** Somebody is sent, notes it in a log of the same service, and is called back when it takes too long. */
export interface Errand {
  readonly status: 'Idle' | 'Walking' | 'Done';
}

export type ErrandInput = { readonly type: 'Go' } | { readonly type: 'Arrived' } | { readonly type: 'Abort' };

export interface Noted {
  readonly type: 'Noted';
}

export const PATIENCE_MS = 1_000;

const errands: Process<Errand, ErrandInput, Message, Noted, { readonly code: 'TOO_LATE' }> = {
  initial: { status: 'Idle' },
  react: (state, input) => {
    if (input.type === 'Abort') return reject({ code: 'TOO_LATE' });
    if (state.status === 'Idle' && input.type === 'Go') {
      const refund = { type: 'RefundPayment', orderId: 'order-1' } as const;
      return moveTo({ status: 'Walking' }, { send: [refund], commands: [{ type: 'Noted' }] });
    }
    const over = input.type === 'Arrived' || (input.type === 'DeadlinePassed' && input.status === 'Walking');
    return state.status === 'Walking' && over ? moveTo({ status: 'Done' }) : stay(state);
  },
  patienceMs: ({ status }) => (status === 'Walking' ? PATIENCE_MS : undefined),
};

export const errand: ProcessStored<Errand> = { stored: 'process', category: 'errand', initial: errands.initial };

export const log: EventSourced<number, Noted> = {
  stored: 'facts',
  category: 'log',
  definition: 1,
  initial: 0,
  evolve: (lines) => lines + 1,
  publish: () => [],
};

export const errandBinding: ProcessBinding<Errand, ErrandInput, Noted, { readonly code: 'TOO_LATE' }> = {
  source: errand,
  process: errands,
  apply: (unit, command) =>
    unit.decide(
      aggregateOf({ decide: (noted: Noted) => accept(noted) }, log, () => 'order-1'),
      command,
    ),
  alsoReads: (key) => [change(log, key)],
};

export const cause: Cause = {
  messageId: 'message-1',
  correlationId: 'correlation',
  traceparent: '00-00000000000000000000000000000001-0000000000000001-00',
  actor: 'customer',
};

/** A unit of work in memory, whose clock moves only when told to. */
export const openHouse = () => {
  let now = Date.UTC(2026, 0, 1);
  let ids = 0;
  const newId = (): string => `id-${++ids}`;
  const store = new MemoryStore(() => now);
  const rests: number[] = [];
  const rest = (ms: number): Promise<void> => Promise.resolve(void rests.push(ms));
  const encoder = { encode: (message: Message) => new TextEncoder().encode(JSON.stringify(message)) };
  return {
    store,
    newId,
    unitOfWork: new UnitOfWork(store, { newId, encoder, monotonicMs: () => 0, rest }),
    /** How long transactions were put off, each time; over at once. */
    rests,
    elapse: (ms: number): void => {
      now += ms;
    },
  };
};

export type House = ReturnType<typeof openHouse>;
