import { setTimeout as delay } from 'node:timers/promises';

/** How long bootstrap waits for a part that is not up yet, and what ends the wait early: the failure of another step. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface Attempt<T> {
  readonly everyMs?: number;
  /** Undefined, or an error that {@link Attempt.heals}, means: not yet. */
  readonly attempt: () => Promise<T | undefined>;
  /** Which errors time may heal; every one, unless said. The others end the wait at once. */
  readonly heals?: (error: unknown) => boolean;
  /** What is thrown when the time is over, with the last error if there was one. */
  readonly missing: (lastError: unknown) => Error;
}

/** Answers what the attempt does, as soon as it does; fails with `missing` when the time is over. */
export async function patiently<T>({ waitMs, signal }: Patience, options: Attempt<T>): Promise<T> {
  const deadline = performance.now() + waitMs;
  let lastError: unknown;
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await options.attempt();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (options.heals?.(error) === false) throw error;
      lastError = error;
    }
    if (performance.now() >= deadline) throw options.missing(lastError);
    await delay(options.everyMs ?? 100, undefined, { signal });
  }
}
