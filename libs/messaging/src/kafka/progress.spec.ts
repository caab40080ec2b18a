import { beforeEach, describe, expect, it } from 'vitest';
import { Progress } from './progress.ts';

const PATIENCE_MS = 1_000;

describe('A consumer', () => {
  let progress: Progress;

  beforeEach(() => {
    progress = new Progress(PATIENCE_MS);
    progress.assigned(['a/0', 'a/1']);
    progress.ends('a/0', 7n, 0);
    progress.ends('a/0', 8n, 100);
  });

  it('is stuck when records have waited longer than its patience without a sign, and not before', () => {
    expect(progress.stuck(1_100)).toEqual([]);
    expect(progress.stuck(1_101)).toEqual(['a/0']);
  });

  it('is not stuck when it has nothing to do', () => {
    progress.ends('a/1', 7n, 0);
    progress.ends('a/1', 7n, 5_000);
    progress.sign('a/0');
    expect(progress.stuck(5_000)).toEqual([]);
  });

  it('is not stuck while something becomes of what arrives, and is judged anew from there', () => {
    progress.sign('a/0');
    progress.ends('a/0', 8n, 200);
    expect(progress.stuck(5_000)).toEqual([]);
    progress.ends('a/0', 9n, 5_000);
    expect(progress.stuck(6_000)).toEqual([]);
    expect(progress.stuck(6_001)).toEqual(['a/0']);
  });

  it('is not judged by what is too old because the broker was away', () => {
    progress.unknown();
    expect(progress.stuck(5_000)).toEqual([]);
    progress.ends('a/0', 20n, 5_000);
    expect(progress.stuck(9_000)).toEqual([]);
  });

  it('is judged by its own partitions, a rebalance or not', () => {
    progress.ends('b/0', 1n, 0);
    progress.ends('b/0', 2n, 0);
    progress.assigned(['a/0']);
    expect(progress.stuck(2_000)).toEqual(['a/0']);
    progress.assigned(['a/1']);
    expect(progress.stuck(2_000)).toEqual([]);
  });
});
