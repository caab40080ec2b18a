import { expect, it } from 'vitest';
import { newId, newTraceparent } from './identifiers.ts';

it('makes ids of version 7 that ascend, within a millisecond too, and begin with the time', () => {
  const before = Date.now();
  const ids = Array.from({ length: 10_000 }, newId);
  const after = Date.now();
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  const times = [ids[0], ids.at(-1)].map((id = '') => Number.parseInt(id.slice(0, 13).replace('-', ''), 16));
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times[1]).toBeLessThanOrEqual(after);
});

it('begins every trace anew', () => {
  const traces = Array.from({ length: 1_000 }, newTraceparent);
  for (const trace of traces) expect(trace).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/u);
  for (const part of [1, 2]) expect(new Set(traces.map((trace) => trace.split('-')[part])).size).toBe(traces.length);
});
