import { describe, expect, it } from 'vitest';
import { epochOffset } from './clock.ts';

describe('the offset between the clocks', () => {
  it('is the same whenever it is looked for, to a fraction of a millisecond', () => {
    const offsets = Array.from({ length: 5 }, epochOffset);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(0.5);
  });

  it('turns the monotonic clock into that of the epoch', () => {
    const offset = epochOffset();
    expect(Math.abs(performance.now() + offset - Date.now())).toBeLessThan(50);
  });
});
