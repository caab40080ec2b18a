import type { Message } from '@tidemark/contracts';
import type { Cause, Decision } from '@tidemark/kernel';
import { accept, reject, repeat } from '@tidemark/kernel';
import { aggregateOf } from './aggregate.ts';
import type { EventSourced, ProcessStored, RowTable, StateStored } from './sources.ts';
import type { UnitTools } from './unit.ts';

/** A till rings amounts for an order: the smallest aggregate that accepts, answers again and rejects. */
export type TillCommand =
  | { readonly type: 'Ring'; readonly orderId: string; readonly amountMinor: number }
  | { readonly type: 'RingOnce'; readonly orderId: string; readonly amountMinor: number };

export interface Rung {
  readonly type: 'Rung';
  readonly orderId: string;
  readonly amountMinor: number;
}

export interface Till {
  readonly totalMinor: number;
  readonly times: number;
}

export interface TillRejection {
  readonly code: 'NOTHING_TO_RING';
}

const evolve = ({ totalMinor, times }: Till, { amountMinor }: Rung): Till => ({
  totalMinor: totalMinor + amountMinor,
  times: times + 1,
});

export const till: EventSourced<Till, Rung> = {
  stored: 'facts',
  category: 'till',
  definition: 1,
  initial: { totalMinor: 0, times: 0 },
  evolve,
  publish: ({ orderId }, { totalMinor }) => [captured(orderId, totalMinor)],
};

export const tills = aggregateOf(
  {
    decide: (command: TillCommand, { totalMinor, times }: Till): Decision<Rung, TillRejection> => {
      const { orderId, amountMinor } = command;
      if (amountMinor === 0) return reject({ code: 'NOTHING_TO_RING' });
      if (command.type === 'RingOnce' && times > 0) return repeat({ type: 'Rung', orderId, amountMinor: totalMinor });
      return accept({ type: 'Rung', orderId, amountMinor });
    },
  },
  till,
  ({ orderId }) => orderId,
);

export const ring = (orderId: string, amountMinor = 1): TillCommand => ({ type: 'Ring', orderId, amountMinor });

export const ringOnce = (orderId: string, amountMinor = 1): TillCommand => ({ type: 'RingOnce', orderId, amountMinor });

export const captured = (orderId: string, amountMinor: number): Message => ({
  type: 'PaymentCaptured',
  orderId,
  amountMinor,
  currency: 'EUR',
  providerReference: 'till',
});

/** The same rules over a row instead of a stream. */
export interface Shelf {
  readonly sku: string;
  readonly onHand: number;
}

export const shelves: RowTable<Shelf> = {
  name: 'shelf',
  key: 'sku',
  properties: ['sku', 'onHand'],
  onConflict: 'replace',
};

export const shelf: StateStored<Shelf, { readonly type: 'Stocked'; readonly sku: string }> = {
  stored: 'row',
  category: 'shelf',
  table: shelves,
  initial: { sku: '', onHand: 0 },
  evolve: ({ onHand }, { sku }) => ({ sku, onHand: onHand + 1 }),
  publish: () => [],
};

export const stocking = aggregateOf(
  { decide: ({ sku }: { readonly sku: string }) => accept({ type: 'Stocked' as const, sku }) },
  shelf,
  ({ sku }) => sku,
);

/** Plain rows under each rule of conflict. */
export interface Note {
  readonly noteId: string;
  readonly text: string;
  readonly version: number;
}

export const notes = (onConflict: RowTable<Note>['onConflict']): RowTable<Note> => ({
  name: { replace: 'note_replaced', keep: 'note_kept', replaceOlder: 'note_newest' }[onConflict],
  key: 'noteId',
  properties: ['noteId', 'text', 'version'],
  onConflict,
});

export const errand: ProcessStored<{ readonly status: string }> = {
  stored: 'process',
  category: 'errand',
  initial: { status: 'Idle' },
};

export const causeOf = (messageId: string): Cause => ({
  messageId,
  correlationId: 'correlation',
  traceparent: '00-00000000000000000000000000000001-0000000000000001-00',
  actor: 'customer',
});

/** Ids count up, bytes are JSON, the handling clock stands still unless it is moved, and a rest is over at once. */
export const toolsOf = (
  newId: () => string,
  monotonicMs: () => number = () => 0,
  rest: UnitTools['rest'] = () => Promise.resolve(),
): UnitTools => ({
  newId,
  monotonicMs,
  rest,
  encoder: { encode: (message) => new TextEncoder().encode(JSON.stringify(message)) },
});
