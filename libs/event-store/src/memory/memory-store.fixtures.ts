import type { StoreUnderTest } from '../store.fixtures.ts';
import { MemoryStore } from './memory-store.ts';

/** A memory store whose clock moves only when told to. */
export const memoryStoreUnderTest = (
  make: (clock: () => number) => MemoryStore = (clock) => new MemoryStore(clock),
): StoreUnderTest => {
  let now = Date.UTC(2026, 0, 1);
  const store = make(() => now);
  return {
    store,
    elapse: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    outboxIds: () => Promise.resolve(store.outbox.map(({ id }) => id)),
  };
};
