import { describe, expect, it, vi } from 'vitest';
import { Worker } from './worker.ts';

const NEVER_MS = 3_600_000;

const workerOf = (round: () => Promise<boolean>, pollMs = NEVER_MS) => {
  const errors: unknown[] = [];
  return { worker: new Worker({ round, pollMs, onError: (error) => errors.push(error) }), errors };
};

const until = (what: string, condition: () => boolean): Promise<void> =>
  vi.waitFor(() => {
    expect(condition(), what).toBe(true);
  });

describe('A worker', () => {
  it('goes on at once while there is more, and sleeps when there is not', async () => {
    let rounds = 0;
    const { worker } = workerOf(() => Promise.resolve(++rounds < 3));
    worker.start();
    await until('three rounds', () => rounds === 3);
    await worker.stop();
    expect(rounds).toBe(3);
  });

  it('wakes from its sleep when it is told to', async () => {
    let rounds = 0;
    const { worker } = workerOf(() => Promise.resolve(++rounds < 0));
    worker.start();
    await until('the first round', () => rounds === 1);
    worker.wake();
    await until('the second round', () => rounds === 2);
    await worker.stop();
  });

  it('does not sleep through a wake-up that came during a round', async () => {
    let rounds = 0;
    const { worker } = workerOf(() => {
      rounds += 1;
      if (rounds === 1) worker.wake();
      return Promise.resolve(false);
    });
    worker.start();
    await until('the second round', () => rounds === 2);
    await worker.stop();
  });

  it('looks again after the poll interval, also after a round that failed', async () => {
    let rounds = 0;
    const { worker, errors } = workerOf(() => Promise.reject(new Error(`round ${++rounds}`)), 1);
    worker.start();
    await until('three rounds', () => rounds >= 3);
    await worker.stop();
    expect(errors[0]).toEqual(new Error('round 1'));
  });

  it('finishes the round in hand before it stops, and begins no other', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let rounds = 0;
    const { worker } = workerOf(() => {
      rounds += 1;
      return promise;
    });
    worker.start();
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    await new Promise((next) => setImmediate(next));
    expect(stopped).toBe(false);
    resolve(true);
    await stopping;
    expect(rounds).toBe(1);
  });

  it('may be stopped before it has started', async () => {
    const { worker } = workerOf(() => Promise.resolve(false));
    await expect(worker.stop()).resolves.toBeUndefined();
  });
});
