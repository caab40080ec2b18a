import { describe, expect, it } from 'vitest';
import { ordersOf } from '../orders.ts';
import type { Fault, Shape } from '../schedule.ts';
import { scheduleOf } from '../schedule.ts';
import { chainStrikeOf } from './chain-faults.ts';
import { askedOfBoth } from './compare.ts';
import type { Compared, Fate } from './compare-table.ts';
import { comparedInWords } from './compare-table.ts';

const SHAPE: Shape = { services: ['order', 'inventory', 'payment', 'shipping', 'notification'], orders: 300, rate: 20 };
const kill = (target: string): Fault => ({ kind: 'kill', target, atMs: 1_000, lengthMs: 2_000 });

describe('the naive chain under a schedule', () => {
  it('suffers what happens to processes, connections and the provider, and nothing that happens to topics', () => {
    const applies = new Map<string, boolean>();
    for (let seed = 1; seed <= 200; seed += 1) {
      for (const fault of scheduleOf(seed, SHAPE).faults) {
        applies.set(fault.kind, applies.get(fault.kind) === true || chainStrikeOf(fault) !== undefined);
      }
    }
    expect(Object.fromEntries(applies)).toEqual({
      ...{ kill: true, freeze: true, 'kill-everything': true, provider: true },
      ...{ cut: true, 'one-way': true, slow: true, reset: true },
      ...{ 'start-without-registry': false, 'crash-point': false, 'slot-dropped': false },
      ...{ duplicates: false, replay: false, poison: false, unlawful: false },
    });
  });

  it('is spared the death of what it does not have', () => {
    expect(chainStrikeOf(kill('order'))).toBeDefined();
    expect(chainStrikeOf(kill('postgres'))).toBeDefined();
    for (const target of ['kafka', 'connect', 'registry', 'watchdog'])
      expect(chainStrikeOf(kill(target))).toBeUndefined();
  });

  it('is asked for nothing that it cannot do, and has each customer by an address of their own', () => {
    const orders = ordersOf(scheduleOf(1, SHAPE), 'run').map((order) => askedOfBoth(order, 'run'));
    const kinds = new Set(orders.map(({ kind }) => kind));
    for (const kind of ['canceled', 'dispatched', 'raced'] as const) expect(kinds).not.toContain(kind);
    expect(new Set(orders.map(({ body }) => (body as { emailAddress: string }).emailAddress)).size).toBe(300);
  });
});

describe('the report', () => {
  it('tells for each schedule how many orders either shop broke and what the chain was spared, and adds up', () => {
    const both = kill('order');
    const alone = kill('kafka');
    const fate = (wrong: number, faults: readonly Fault[], kinds: Fate['verdict']['kinds'] = {}): Fate => ({
      verdict: { customers: 300, wrong, kinds, turnedAway: 4 },
      ...{ faults, unserved: 0, failures: [] },
    });
    const one: Compared = {
      schedule: { seed: 7, orders: 300, rate: 20, faults: [both, alone] },
      naive: fate(12, [both], { stuck: 11, 'charged twice': 1 }),
      ours: fate(0, [both, alone]),
    };
    expect(comparedInWords([one, one])).toEqual([
      '  seed   orders   naive broken   ours broken   turned away (naive, ours)   never served (naive, ours)',
      ...[1, 2].flatMap(() => [
        '  7      300      12             0             4, 4                        0, 0',
        '      both: 1.0 s kill order for 2.0 s',
        '      ours alone: 1.0 s kill kafka for 2.0 s',
        '      naive: 1 charged twice · 11 stuck',
      ]),
      '',
      '  2 schedules, 600 orders for each shop: the naive chain broke 24, ours 0',
    ]);
  });
});
