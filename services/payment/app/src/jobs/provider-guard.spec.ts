import type { CircuitName } from '@tidemark/platform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotAsked, ProviderGuard } from './provider-guard.ts';

const TIMEOUT_MS = 1_000;
const { signal } = new AbortController();

let states: CircuitName[];
let guard: ProviderGuard;

beforeEach(() => {
  vi.useFakeTimers();
  states = [];
  guard = new ProviderGuard({
    timeoutMs: TIMEOUT_MS,
    now: () => Date.now(),
    onCircuit: (state) => states.push(state),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const answered = (status: number, number = 1) => guard.call({ number, signal }, () => Promise.resolve({ status }));

const times = async (count: number, call: () => Promise<unknown>): Promise<void> => {
  for (let made = 0; made < count; made += 1) await call().catch(() => undefined);
};

describe('The circuit around the provider', () => {
  it('is closed at first, and stays so whatever is declined, refused or contradicted', async () => {
    await times(15, () => answered(402));
    await times(15, () => answered(409));
    await times(15, () => answered(422));
    expect(states).toEqual(['closed']);
    expect(guard.room()).toBe(Number.POSITIVE_INFINITY);
  });

  it('stays closed for a few failures, as of a card that nobody answers for', async () => {
    await times(19, () => answered(503));
    expect(states).toEqual(['closed']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['errors', () => answered(503)],
    ['calls to come more slowly', () => answered(429)],
    ['lost connections', () => guard.call({ number: 1, signal }, () => Promise.reject(new Error('reset')))],
  ])('opens at twenty calls in a row that end in %s, and then nobody is asked', async (_what, call) => {
    await times(20, call);
    expect(states).toEqual(['closed', 'open']);
    expect(guard.room()).toBe(0);
    let asked = 0;
    await expect(guard.call({ number: 1, signal }, () => Promise.resolve({ status: (asked += 1) }))).rejects.toThrow(
      NotAsked,
    );
    expect(asked).toBe(0);
  });

  it('opens when calls are not answered in time, each of which is given up and told so', async () => {
    const given: AbortSignal[] = [];
    const silent = Array.from({ length: 20 }, () =>
      guard.call({ number: 1, signal }, (mine) => {
        given.push(mine);
        return new Promise<never>(() => undefined);
      }),
    );
    const settled = Promise.allSettled(silent);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect((await settled).map(({ status }) => status)).toEqual(silent.map(() => 'rejected'));
    expect(given.every(({ aborted }) => aborted)).toBe(true);
    expect(states).toEqual(['closed', 'open']);
  });

  it('lets one call through after two seconds, and closes when that is answered', async () => {
    await times(20, () => answered(503));
    await vi.advanceTimersByTimeAsync(2_100);
    expect(guard.room()).toBe(1);
    const probe = Promise.withResolvers<{ status: number }>();
    const probing = guard.call({ number: 1, signal }, () => probe.promise);
    expect(guard.room()).toBe(0);
    probe.resolve({ status: 201 });
    await probing;
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed']);
    expect(guard.room()).toBe(Number.POSITIVE_INFINITY);
  });

  it('opens again when the one is not answered well', async () => {
    await times(20, () => answered(503));
    await vi.advanceTimersByTimeAsync(2_100);
    await answered(500);
    expect(states).toEqual(['closed', 'open', 'half-open', 'open']);
    expect(guard.room()).toBe(0);
  });
});

describe('The budget for repeats', () => {
  it('leaves repeats beyond it unasked, and first calls never', async () => {
    await times(100, () => answered(402, 2));
    await expect(answered(402, 2)).rejects.toThrow(NotAsked);
    expect(await answered(402)).toEqual({ status: 402 });
  });
});
