import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scheduleWhenPending } from './quiet-request-queue.ts';

interface Queue {
  throttleCheckTimeoutId: unknown;
  scheduleCheckPendingRequests: unknown;
  push: (request: object) => void;
  fulfillRequest: (response: object) => void;
  maybeThrottle: (ms: number) => void;
}

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;

const logger = { debug: () => undefined, warn: () => undefined };

/** A queue of the real library with its timer replaced, and what it has sent. */
const quietQueue = (maxInFlightRequests: number) => {
  const queue = new RequestQueue({ maxInFlightRequests, requestTimeout: 30_000, clientId: 'c', broker: 'b', logger });
  queue.scheduleCheckPendingRequests = scheduleWhenPending;
  const sent: number[] = [];
  const push = (correlationId: number): void => {
    const entry = { correlationId, resolve: () => undefined, reject: () => undefined };
    queue.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
  };
  const answer = (correlationId: number): void => {
    queue.fulfillRequest({ correlationId, payload: {}, size: 1 });
  };
  return { queue, sent, push, answer };
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('The request queue of kafkajs', () => {
  it('has no timer running after a response while nothing waits', () => {
    const { push, answer, sent } = quietQueue(2);
    push(1);
    answer(1);
    expect(sent).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waits as soon as a request in flight is answered', () => {
    const { push, answer, sent } = quietQueue(1);
    push(1);
    push(2);
    expect(sent).toEqual([1]);
    answer(1);
    expect(sent).toEqual([1, 2]);
  });

  it('sends what waits when the broker no longer throttles it, and not before', () => {
    const { queue, push, sent } = quietQueue(5);
    queue.maybeThrottle(500);
    push(1);
    push(2);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(499);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on looking while something waits for a place in flight', () => {
    const { push, answer, sent } = quietQueue(1);
    push(1);
    push(2);
    vi.advanceTimersByTime(1_000);
    expect(sent).toEqual([1]);
    expect(vi.getTimerCount()).toBe(1);
    answer(1);
    vi.advanceTimersByTime(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});
