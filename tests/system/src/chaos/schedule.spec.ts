import { describe, expect, it } from 'vitest';
import type { Shape } from './schedule.ts';
import { drawnKinds, eachKilled, faultInWords, scheduleOf, targetOf, wiresOf } from './schedule.ts';

const SHAPE: Shape = { services: ['order', 'inventory', 'payment', 'shipping', 'notification'], orders: 300, rate: 20 };
const sixty = Array.from({ length: 60 }, (_, index) => scheduleOf(1 + index, SHAPE));

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, SHAPE)).toEqual(scheduleOf(7, SHAPE));
    expect(new Set(sixty.map(({ faults }) => JSON.stringify(faults))).size).toBe(60);
  });

  it('has one to five faults within the load, none with the target of another', () => {
    for (const { faults } of sixty) {
      expect(faults.length).toBeGreaterThanOrEqual(1);
      expect(faults.length).toBeLessThanOrEqual(5);
      expect(new Set(faults.map(targetOf)).size).toBe(faults.length);
      expect(faults.every(({ atMs }) => atMs >= 1_500 && atMs <= 10_500)).toBe(true);
    }
  });

  it('draws every kind of fault within sixty seeds', () => {
    const drawn = new Set<string>(sixty.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...drawn].toSorted()).toEqual([...new Set(drawnKinds)].toSorted());
  });

  it('kills every service and every part within sixty seeds', () => {
    const killed = sixty.flatMap(({ faults }) =>
      faults.flatMap((fault) => (fault.kind === 'kill' ? [fault.target] : [])),
    );
    expect([...new Set(killed)].toSorted()).toEqual(
      [...SHAPE.services, 'postgres', 'kafka', 'connect', 'registry', 'psp-simulator', 'watchdog'].toSorted(),
    );
  });

  it('only harms connections that are led through a proxy', () => {
    const wires = new Set(wiresOf(SHAPE.services).map(({ client, server }) => `${client} → ${server}`));
    for (const fault of sixty.flatMap(({ faults }) => faults)) {
      if ('client' in fault) expect(wires).toContain(targetOf(fault));
    }
  });

  it('kills each service and part once, or keeps away what orders can do without, with orders before and after', () => {
    expect(eachKilled(1, SHAPE, 0).map(({ faults }) => faults.map(targetOf))).toEqual(
      [...SHAPE.services, 'postgres', 'kafka', 'connect', 'registry'].map((name) => [name]),
    );
    const away = eachKilled(1, SHAPE, 60_000);
    expect(away.map(({ faults }) => faults.map(targetOf))).not.toContainEqual(['postgres']);
    expect(away[0]).toMatchObject({ orders: 1_400, rate: 20, faults: [{ atMs: 5_000, lengthMs: 60_000 }] });
  });

  it('tells a fault in words', () => {
    expect(
      faultInWords({ atMs: 1_500, lengthMs: 8_000, kind: 'slow', client: 'order', server: 'kafka', delayMs: 40 }),
    ).toBe('1.5 s slow order kafka delayMs 40 for 8.0 s');
  });
});
