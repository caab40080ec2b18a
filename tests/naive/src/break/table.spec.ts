import { describe, expect, it } from 'vitest';
import { tableOf } from './table.ts';

describe('the table of faults', () => {
  it('has a line for each fault, and below it what was wrong and in which shop', () => {
    const lines = tableOf([
      {
        fault: { name: 'kill-order', title: 'kill -9 order, once', kills: 'order' },
        naive: { customers: 200, wrong: 3, kinds: { stuck: 3, 'charged, not confirmed': 2 }, turnedAway: 1 },
        ours: { customers: 200, wrong: 0, kinds: {}, turnedAway: 0 },
      },
    ]);
    expect(lines).toEqual([
      '  fault                 naive wrong   ours wrong   turned away (naive, ours)',
      '  kill -9 order, once   3 of 200      0 of 200     1, 0',
      '      naive: 2 charged, not confirmed · 3 stuck',
    ]);
  });
});
