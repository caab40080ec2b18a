import { describe, expect, it } from 'vitest';
import { percentilesOf } from './histogram.ts';

describe('a summary of durations', () => {
  it('names the durations that half, 95 and 99 of a hundred do not exceed, and the longest', () => {
    const summary = percentilesOf(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(summary.p50).toBeCloseTo(500, 0);
    expect(Math.abs(summary.p95 - 950)).toBeLessThan(1);
    expect(Math.abs(summary.p99 - 990)).toBeLessThan(1);
    expect(summary).toMatchObject({ max: 1_000, count: 1_000 });
  });

  it('does not depend on the order, and forgets no single slow one', () => {
    expect(percentilesOf([900, 1, 2, 3])).toEqual(percentilesOf([1, 2, 3, 900]));
    expect(percentilesOf([...Array.from({ length: 98 }, () => 1), 900, 900]).p99).toBeCloseTo(900, -1);
  });

  it('counts a wait of hours as the longest it knows, and what two clocks make negative as none', () => {
    expect(percentilesOf([7_200_000]).max).toBe(600_000);
    expect(percentilesOf([-0.4])).toMatchObject({ p50: 0, max: 0, count: 1 });
  });

  it('is all zeros of nothing', () => {
    expect(percentilesOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0, count: 0 });
  });
});
