import { describe, expect, it } from 'vitest';
import { compare, ratioInterval } from './confidence.ts';
import { randomOf } from './random.ts';

const pairsOf = (...ratios: readonly number[]) =>
  ratios.map((ratio, index) => ({ a: 10 + index, b: (10 + index) * ratio }));

describe('the ratio of two checkouts', () => {
  it('is known exactly when every pair shows the same, however much the machine changes between pairs', () => {
    const { ratio, low, high } = ratioInterval(pairsOf(1.2, 1.2, 1.2));
    expect([ratio, low, high].map((value) => value.toFixed(6))).toEqual(['1.200000', '1.200000', '1.200000']);
  });

  it('is the same figure upside down when the checkouts change places', () => {
    const there = ratioInterval([
      { a: 3, b: 4 },
      { a: 5, b: 9 },
      { a: 2, b: 2 },
    ]);
    const back = ratioInterval([
      { a: 4, b: 3 },
      { a: 9, b: 5 },
      { a: 2, b: 2 },
    ]);
    expect(1 / back.ratio).toBeCloseTo(there.ratio, 10);
    expect(1 / back.high).toBeCloseTo(there.low, 10);
  });

  it('cannot be told from one pair', () => {
    expect(() => ratioInterval(pairsOf(1.3))).toThrow(RangeError);
  });

  it('lies in the interval as often as is claimed: in nine of ten experiments', () => {
    const random = randomOf(11);
    const scatter = (): number => Math.exp((random() + random() + random() - 1.5) * 0.3);
    const experiments = Array.from({ length: 2_000 }, () =>
      ratioInterval(Array.from({ length: 5 }, () => ({ a: scatter(), b: 1.1 * scatter() }))),
    );
    const covered = experiments.filter(({ low, high }) => low <= 1.1 && high >= 1.1).length / experiments.length;
    expect(covered).toBeGreaterThan(0.87);
    expect(covered).toBeLessThan(0.93);
  });
});

describe('the verdict', () => {
  it('is "worse" only when the whole interval is beyond the tolerance', () => {
    expect(compare({ ratio: 1.3, low: 1.16, high: 1.5 }, 0.15)).toBe('worse');
    expect(compare({ ratio: 1.3, low: 1.14, high: 1.5 }, 0.15)).toBe('undecided');
  });

  it('is "not worse" only when the whole interval is within it', () => {
    expect(compare({ ratio: 1.05, low: 0.9, high: 1.14 }, 0.15)).toBe('not worse');
    expect(compare({ ratio: 0.5, low: 0.2, high: 1.2 }, 0.15)).toBe('undecided');
  });

  it('of a checkout against itself is hardly ever "worse"', () => {
    const random = randomOf(5);
    const scatter = (): number => Math.exp((random() + random() + random() - 1.5) * 0.4);
    const verdicts = Array.from({ length: 1_000 }, () =>
      compare(ratioInterval(Array.from({ length: 5 }, () => ({ a: scatter(), b: scatter() }))), 0.15),
    );
    expect(verdicts.filter((verdict) => verdict === 'worse').length).toBeLessThan(20);
  });
});
