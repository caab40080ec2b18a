import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts';

const attempts = fc.integer({ min: 1, max: 1_000_000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('The pause before the next attempt', () => {
  it('is between a half and all of the doubled first pause, and never above the cap', () => {
    fc.assert(
      fc.property(attempts, randoms, (attempt, random) => {
        const full = Math.min(DEFAULT_BACKOFF.capMs, DEFAULT_BACKOFF.firstMs * 2 ** (attempt - 1));
        const pause = backoffMs(attempt, random);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(pause).toBeLessThanOrEqual(full);
      }),
    );
  });

  it('doubles up to ten seconds', () => {
    const pauses = [1, 2, 3, 6, 7, 100].map((attempt) => backoffMs(attempt, 1));
    expect(pauses).toEqual([200, 400, 800, 6_400, 10_000, 10_000]);
  });

  it('differs among those that failed together', () => {
    expect(backoffMs(3, 0)).toBe(400);
    expect(backoffMs(3, 0.5)).toBe(600);
  });
});
