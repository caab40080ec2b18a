import { describe, expect, it } from 'vitest';
import { exponential, randomOf } from './random.ts';

const draw = (seed: number, count: number): readonly number[] => {
  const random = randomOf(seed);
  return Array.from({ length: count }, random);
};

describe('drawing by a seed', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    expect(draw(7, 20)).toEqual(draw(7, 20));
    expect(draw(7, 20)).not.toEqual(draw(8, 20));
  });

  it('spreads evenly from 0 to below 1', () => {
    const numbers = draw(1, 100_000);
    expect(Math.min(...numbers.slice(0, 1_000))).toBeGreaterThanOrEqual(0);
    expect(numbers.every((number) => number < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inside = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
      expect(inside).toBeGreaterThan(9_500);
      expect(inside).toBeLessThan(10_500);
    }
  });

  it('draws waits whose mean and whose spread are both the mean that was asked for', () => {
    const random = randomOf(3);
    const waits = Array.from({ length: 100_000 }, () => exponential(random, 20));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    const variance = waits.reduce((sum, wait) => sum + (wait - mean) ** 2, 0) / waits.length;
    expect(mean).toBeCloseTo(20, 0);
    expect(Math.sqrt(variance) / 20).toBeCloseTo(1, 1);
  });
});
