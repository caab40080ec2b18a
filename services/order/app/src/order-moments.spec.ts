import { newId } from '@tidemark/platform';
import { describe, expect, it } from 'vitest';
import { firstIdAt, placedAtOf } from './order-moments.ts';

describe('The id of an order', () => {
  it('says when the order was placed', () => {
    const before = Date.now();
    const placedAt = Date.parse(placedAtOf(newId()));
    expect(placedAt).toBeGreaterThanOrEqual(before);
    expect(placedAt).toBeLessThanOrEqual(Date.now());
  });

  it('lies between the first id of its millisecond and that of the next', () => {
    const id = newId();
    const placedAt = Date.parse(placedAtOf(id));
    expect([firstIdAt(placedAt), id, firstIdAt(placedAt + 1)].toSorted()[1]).toBe(id);
  });

  it('reads back the moment that a first id was made of', () => {
    expect(firstIdAt(Date.UTC(2026, 0, 1))).toBe('019b76da-a800-7000-8000-000000000000');
    expect(placedAtOf(firstIdAt(Date.UTC(2026, 0, 1)))).toBe('2026-01-01T00:00:00.000Z');
    expect(firstIdAt(-1)).toBe('00000000-0000-7000-8000-000000000000');
  });
});
