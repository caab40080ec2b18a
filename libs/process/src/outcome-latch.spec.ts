import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutcomeLatch } from './outcome-latch.ts';

const PATIENCE_MS = 20;

let gone: string[];

beforeEach(() => {
  vi.useFakeTimers();
  gone = [];
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const answer = (latch: OutcomeLatch, name: string): void => {
  void latch.answered().then(() => gone.push(name));
};

describe('An outcome', () => {
  it('of a call by itself waits for nobody', async () => {
    answer(new OutcomeLatch(1, PATIENCE_MS), 'a');
    await vi.advanceTimersByTimeAsync(0);
    expect(gone).toEqual(['a']);
  });

  it('waits for those of the calls that were begun with it, and they go on in the same turn', async () => {
    const latch = new OutcomeLatch(3, PATIENCE_MS);
    answer(latch, 'a');
    await vi.advanceTimersByTimeAsync(5);
    answer(latch, 'b');
    await vi.advanceTimersByTimeAsync(5);
    expect(gone).toEqual([]);
    answer(latch, 'c');
    await Promise.resolve();
    expect(gone).toEqual(['a', 'b', 'c']);
  });

  it('does not wait for a call that failed', async () => {
    const latch = new OutcomeLatch(2, PATIENCE_MS);
    answer(latch, 'a');
    latch.failed();
    await vi.advanceTimersByTimeAsync(0);
    expect(gone).toEqual(['a']);
  });

  it('waits for slow calls only so long, and those for each other', async () => {
    const latch = new OutcomeLatch(4, PATIENCE_MS);
    answer(latch, 'a');
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    answer(latch, 'b');
    expect(gone).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(1_000);
    answer(latch, 'late');
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(gone).toEqual(['a', 'b']);
    answer(latch, 'last');
    await vi.advanceTimersByTimeAsync(0);
    expect(gone).toEqual(['a', 'b', 'late', 'last']);
  });

  it('that comes late is not kept by a call that never ends', async () => {
    const latch = new OutcomeLatch(3, PATIENCE_MS);
    for (const name of ['a', 'late']) {
      answer(latch, name);
      await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    }
    expect(gone).toEqual(['a', 'late']);
  });
});
