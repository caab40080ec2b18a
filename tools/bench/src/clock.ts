import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 5;

/**
 * Epoch milliseconds minus `performance.now()`, to a few microseconds.
 *
 * `Date.now()` cuts off fractions, and between the two readings the process may have to wait for a processor: both make
 * the difference smaller and never larger, so the largest of many is the true one.
 */
export const epochOffset = (): number => {
  const endsAt = performance.now() + LOOK_MS;
  let largest = -Infinity;
  for (let now = 0; now < endsAt;) {
    const date = Date.now();
    now = performance.now();
    largest = Math.max(largest, date - now);
  }
  return largest;
};

/** Resolves at a moment of the epoch, or at once when it has passed. */
export const untilEpoch = async (epochMs: number): Promise<void> => {
  const waitMs = epochMs - Date.now();
  if (waitMs > 0) await sleep(waitMs);
};
