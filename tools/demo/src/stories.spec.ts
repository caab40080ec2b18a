import { describe, expect, it } from 'vitest';
import { expectedReading } from './reading.ts';
import { stories } from './stories.ts';
import { totalOf } from './story.ts';

describe('the stories', () => {
  it('have names of their own, fit for a command line and for a SKU', () => {
    const names = stories.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/u);
    for (const { name, goods } of stories) {
      for (const product of goods) expect(`demo-${product.name}-${name}-00000000`.length).toBeLessThanOrEqual(64);
    }
  });

  it('show every end an order, its money, its goods and its shipment can have', () => {
    const ends = stories.map(({ end }) => end);
    expect(new Set(ends.map(({ order }) => order)).size).toBe(8);
    expect(new Set(ends.map(({ money }) => money)).size).toBe(5);
    expect(new Set(ends.map(({ goods }) => goods)).size).toBe(3);
    expect(new Set(ends.map(({ shipment }) => shipment)).size).toBe(6);
  });

  it.each(stories)('never keep the money of a canceled order: $name', ({ end }) => {
    expect(end.order.startsWith('Canceled')).toBe(end.money !== 'kept');
    expect(end.order.startsWith('Canceled')).toBe(end.goods === 'on the shelf');
  });

  it.each(stories)('expect pieces that add up: $name', (story) => {
    const { stock } = expectedReading(story);
    for (const { name, onHand } of story.goods) {
      const pieces = (count: string): number => Number(stock[`${name} ${count}`]);
      expect(pieces('on hand') + pieces('shipped')).toBe(onHand);
      expect(pieces('reserved') + pieces('available')).toBe(pieces('on hand'));
    }
    expect(totalOf(story)).toBeGreaterThan(0);
  });
});
