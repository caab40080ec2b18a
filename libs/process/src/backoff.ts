/** How long to wait before the next attempt, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** Fast enough to feel instant after a blip, and never further apart than ten seconds. */
export const DEFAULT_BACKOFF: Backoff = { firstMs: 200, capMs: 10_000 };

/**
 * Doubles from attempt to attempt up to the cap, then takes a random part between a half and all of it, so that many
 * that failed together do not come back together. `random` is in [0, 1). Marc Brooker, "Exponential Backoff and Jitter".
 */
export const backoffMs = (attempt: number, random: number, { firstMs, capMs }: Backoff = DEFAULT_BACKOFF): number => {
  const full = Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random / 2));
};
