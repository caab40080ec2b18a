import { expect, it } from 'vitest';
import type { Schedule } from '../schedule.ts';
import { breakChain } from './compare.ts';

/** What ours comes through is the fixed schedules' to show; this is that the same harness finds what is broken. */
it('finds orders that the naive chain breaks when a service and the provider fail it', async () => {
  const schedule: Schedule = {
    ...{ seed: 1, orders: 120, rate: 20 },
    faults: [
      { kind: 'provider', errorRate: 0, latencyMs: 1_500, hang: false, down: false, atMs: 500, lengthMs: 4_000 },
      { kind: 'kill', target: 'kafka', atMs: 1_000, lengthMs: 500 },
      { kind: 'kill', target: 'order', atMs: 2_500, lengthMs: 500 },
    ],
  };
  const [fate] = await breakChain([schedule], console.log);
  expect(fate?.failures).toEqual([]);
  expect(fate?.faults.map(({ kind }) => kind)).toEqual(['provider', 'kill']);
  expect(fate?.verdict.kinds.stuck ?? 0).toBeGreaterThan(5);
});
