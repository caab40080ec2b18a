import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressWatch } from './progress-watch.ts';

const PATIENCE_MS = 40_000;
const records = [{ topic: 'a', partition: 0 }];

let end = 7n;
let away = false;
let watch: ProgressWatch;

beforeEach(() => {
  vi.useFakeTimers();
  end = 7n;
  away = false;
  watch = new ProgressWatch({
    ends: () => (away ? Promise.reject(new Error('no broker')) : Promise.resolve([['a/0', end] as const])),
    patienceMs: PATIENCE_MS,
    now: () => Date.now(),
  });
  watch.assigned({ a: [0] });
  watch.start();
});

afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

/** Lets time pass, in which a record arrives every second. */
const arrive = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 1_000) {
    end += 1n;
    await vi.advanceTimersByTimeAsync(1_000);
  }
};

describe('A consumer whose records keep arriving', () => {
  it('is stuck when its handler does not come back', async () => {
    void watch.watched(records, new Promise(() => undefined));
    await arrive(PATIENCE_MS);
    expect(watch.stuck()).toEqual([]);
    await arrive(PATIENCE_MS);
    expect(watch.stuck()).toEqual(['a/0']);
  });

  it('is stuck no more when its handler comes back after all', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const handling = watch.watched(records, promise);
    await arrive(2 * PATIENCE_MS);
    resolve(undefined);
    await handling;
    expect(watch.stuck()).toEqual([]);
  });

  it('is not stuck as long as its handler fails, for a restart would not help', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const failing = arrive(PATIENCE_MS / 2).then(() => Promise.reject(new Error('the database is away')));
      await expect(watch.watched(records, failing)).rejects.toThrow('away');
    }
    expect(watch.stuck()).toEqual([]);
  });

  it('is not stuck as long as it waits for infrastructure, and has its patience anew afterwards', async () => {
    const back = Promise.withResolvers<undefined>();
    const waiting = watch.excused(back.promise);
    await arrive(3 * PATIENCE_MS);
    expect(watch.stuck()).toEqual([]);
    back.resolve(undefined);
    await waiting;
    expect(watch.stuck()).toEqual([]);
  });

  it('is not stuck as long as the broker does not say where its topics end', async () => {
    await arrive(PATIENCE_MS);
    away = true;
    await arrive(3 * PATIENCE_MS);
    expect(watch.stuck()).toEqual([]);
    away = false;
    await arrive(PATIENCE_MS);
    expect(watch.stuck()).toEqual([]);
  });
});
