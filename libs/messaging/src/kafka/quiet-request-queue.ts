/** What the request queue of kafkajs 2.2.4 has that its scheduling needs. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/** Waiting requests are looked at again this often at most, in milliseconds. */
const CHECK_INTERVAL_MS = 10;

/**
 * Arms the queue's timer only when a request waits.
 *
 * The original arms one after every response, with a negative delay, about 800 times a second in an idle process: 2 %
 * of a core and a warning from Node. Throttling by the broker and the limit of requests in flight stay as they are.
 */
export function scheduleWhenPending(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const delayMs = Math.max(this.throttledUntil - Date.now(), CHECK_INTERVAL_MS);
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
}
