import { randomUUID } from 'node:crypto';
import { StoreUnavailable } from './errors.ts';
import type { Effects, IdempotencyClaim, JobRow, OutboxRow, Plan, RequestFound, Store } from './store.ts';
import { NO_EFFECTS } from './store.ts';
import { causeOf } from './till.fixtures.ts';

/** A store, and what a test needs beside the port: time that passes, and what left. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Lets time pass for jobs, deadlines and leases. */
  readonly elapse: (ms: number) => Promise<void>;
  readonly outboxIds: () => Promise<readonly string[]>;
}

/** Names each promise, and how to see it kept. */
export type StorePromises = (
  it: (title: string, kept: () => Promise<void>) => void,
  subject: () => StoreUnderTest,
) => void;

export const planOf = (plan: Partial<Plan>): Plan => ({ heads: [], rows: [], ...plan });

export const effectsOf = (effects: Partial<Effects>): Effects => ({ ...NO_EFFECTS, ...effects });

export const outboxRow = (bytes = 10): OutboxRow => ({
  id: randomUUID(),
  topic: 'payment.events.v1',
  key: 'order-1',
  type: 'PaymentCaptured',
  payload: new Uint8Array(bytes),
  cause: causeOf('message-1'),
  occurredAt: '2026-01-01T00:00:00.000Z',
});

export const jobRow = (kind: string, delayMs = 0): JobRow => ({
  id: randomUUID(),
  kind,
  key: 'order-1',
  payload: { amountMinor: 5 },
  delayMs,
  cause: causeOf('message-1'),
});

/** Writes effects in a transaction of their own. */
export const write = (store: Store, effects: Partial<Effects>, plan: Partial<Plan> = {}): Promise<void> =>
  store.transact(planOf(plan), () => ({ effects: effectsOf(effects), result: undefined }));

/** Claims inbox ids, keeps them, and answers which were fresh. */
export const claimInbox = (store: Store, consumer: string, ids: readonly string[]): Promise<readonly string[]> =>
  store.transact(planOf({ inbox: { consumer, ids } }), ({ fresh }) => ({
    effects: effectsOf({}),
    result: [...fresh].toSorted(),
  }));

/** How a request is found by a transaction that does nothing else. */
export const found = (store: Store, claim: IdempotencyClaim): Promise<RequestFound | undefined> =>
  store.transact(planOf({ requests: [{ claim, heads: [], rows: [] }] }), ({ requests }) => ({
    effects: effectsOf({}),
    result: requests[0],
  }));

/** Runs the same unit again while the store asks for it, as every caller of a store does. */
export const insist = async <Result>(unit: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unit();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || attempt === 20) throw error;
    }
  }
};
