import { describe, expect, it } from 'vitest';
import { voidingOf } from './measure.ts';

const exact = { ms: 0.02, uncertaintyMs: 0.1 };

describe('a run', () => {
  it('counts when requests left in time and the clocks agree', () => {
    expect(voidingOf({ p99: 20 }, exact, { clockDriftMs: 0.1 }, 20)).toEqual([]);
  });

  it('is void when the generator was late: what it sent was not the load that was asked for', () => {
    expect(voidingOf({ p99: 20.1 }, exact, { clockDriftMs: 0.1 }, 20)).toEqual([
      'the generator was late: one request in a hundred by 20.1 ms or more, 20 ms at most are allowed',
    ]);
  });

  it('is void when Postgres has another clock, and not when a slow answer merely leaves that open', () => {
    expect(voidingOf({ p99: 1 }, { ms: -40, uncertaintyMs: 1 }, { clockDriftMs: 0 }, 20)).toEqual([
      'Postgres’s clock is -40 ms away from ours: measure on the machine of the shop',
    ]);
    expect(voidingOf({ p99: 1 }, { ms: -40, uncertaintyMs: 45 }, { clockDriftMs: 0 }, 20)).toEqual([]);
  });

  it('is void when somebody set the clock meanwhile', () => {
    expect(voidingOf({ p99: 1 }, exact, { clockDriftMs: 9 }, 20)).toEqual(['the machine’s clock was set by 9 ms']);
  });
});
