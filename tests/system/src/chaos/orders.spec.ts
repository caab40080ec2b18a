import { describe, expect, it } from 'vitest';
import { orderKinds, ordersOf, SCARCE_SKU } from './orders.ts';

const SCHEDULE = { seed: 5, orders: 300, rate: 20, faults: [] };

describe('the orders of a schedule', () => {
  it('are the same for the same schedule, under the name of the run', () => {
    expect(ordersOf(SCHEDULE, 'run')).toEqual(ordersOf(SCHEDULE, 'run'));
    expect(ordersOf({ ...SCHEDULE, seed: 6 }, 'run')).not.toEqual(ordersOf(SCHEDULE, 'run'));
    expect(new Set(ordersOf(SCHEDULE, 'run').map(({ key }) => key)).size).toBe(300);
  });

  it('are of every kind, come at the rate, and ask for more of the scarce than there is', () => {
    const orders = ordersOf(SCHEDULE, 'run');
    expect(new Set(orders.map(({ kind }) => kind))).toEqual(new Set(orderKinds));
    expect(orders.at(-1)?.atMs).toBeGreaterThan(12_000);
    expect(orders.at(-1)?.atMs).toBeLessThan(18_000);
    expect(orders.filter(({ body }) => JSON.stringify(body).includes(SCARCE_SKU)).length).toBeGreaterThan(15);
    expect(orders.some(({ isHasty }) => isHasty)).toBe(true);
  });
});
