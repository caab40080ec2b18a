import { describe, expect, it } from 'vitest';
import type { Step } from './capacity.ts';
import { judgeStep, nextRate } from './capacity.ts';

const ms = (p99: number) => ({ p50: 50, p95: 80, p99, max: p99, count: 1_000 });

const good: Parameters<typeof judgeStep>[0] = {
  sagaMs: { answered: ms(120) },
  onTheirWay: [30, 35],
  calm: { seconds: 2, unrest: [] },
  faults: [],
  voided: [],
};

describe('a step of the search', () => {
  it('holds when it is fast, flows, comes to rest and everything ends right', () => {
    expect(judgeStep(good)).toEqual({ holds: true, reasons: [] });
  });

  it('holds when as many more are on their way as chance alone brings', () => {
    expect(judgeStep({ ...good, onTheirWay: [4, 20] }).holds).toBe(true);
    expect(judgeStep({ ...good, onTheirWay: [100, 150] }).holds).toBe(true);
  });

  it.each([
    ['its p99 is above 500 ms', { sagaMs: { answered: ms(501) } }, 'p99 is 501 ms'],
    [
      'orders pile up',
      { onTheirWay: [100, 195] as const },
      'orders pile up: 100 on their way in the middle, 195 at the end',
    ],
    [
      'it does not come to rest',
      { calm: { seconds: 60, unrest: ['7 rows wait in order.deadline'] } },
      'no rest after 60 s: 7 rows wait in order.deadline',
    ],
    ['an order ends wrong', { faults: ['1 orders of kind "plain" ended none'] }, '1 orders of kind "plain" ended none'],
    ['the generator was late', { voided: ['the generator was late'] }, 'the generator was late'],
  ])('does not when %s', (_, change, reason) => {
    expect(judgeStep({ ...good, ...change })).toEqual({ holds: false, reasons: [reason] });
  });
});

describe('the search', () => {
  const steps = (...tried: readonly (readonly [number, boolean])[]): readonly Step[] =>
    tried.map(([rate, holds]) => ({ rate, verdict: { holds, reasons: [] } }));

  it('begins where it was told', () => {
    expect(nextRate([], 100)).toBe(100);
  });

  it('goes up by half while steps hold', () => {
    expect(nextRate(steps([100, true]), 100)).toBe(150);
    expect(nextRate(steps([100, true], [150, true]), 100)).toBe(225);
  });

  it('goes between the highest that held and the lowest that did not', () => {
    expect(nextRate(steps([100, true], [150, true], [225, false]), 100)).toBe(184);
    expect(nextRate(steps([150, true], [225, false], [184, false]), 100)).toBe(166);
  });

  it('ends when the two are close together', () => {
    expect(nextRate(steps([150, true], [166, false]), 100)).toBeUndefined();
  });

  it('goes down when not even the first step holds, and gives up at next to nothing', () => {
    expect(nextRate(steps([100, false]), 100)).toBe(50);
    expect(nextRate(steps([100, false], [50, false], [25, false], [5, false]), 100)).toBeUndefined();
  });

  it('always ends, whatever the shop can do', () => {
    for (const limit of [3, 60, 99, 100, 512, 5_000]) {
      const tried: Step[] = [];
      for (let rate = nextRate(tried, 100); rate !== undefined; rate = nextRate(tried, 100)) {
        tried.push({ rate, verdict: { holds: rate <= limit, reasons: [] } });
      }
      expect(tried.length).toBeLessThan(20);
      const best = Math.max(0, ...tried.filter(({ verdict }) => verdict.holds).map(({ rate }) => rate));
      if (limit >= 6) expect(best).toBeGreaterThan(limit / 1.13 - 1);
    }
  });
});
