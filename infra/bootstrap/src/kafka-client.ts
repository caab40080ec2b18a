import { createRequire } from 'node:module';
import { Kafka, logLevel } from 'kafkajs';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/** A client that says nothing by itself: what goes wrong reaches the caller as an error. */
export function kafkaClient(brokers: string): Kafka {
  quietRequestQueue();
  return new Kafka({
    clientId: 'tidemark-bootstrap',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, multiplier: 1.5, retries: 5 },
  });
}

/** kafkajs 2.2.4 arms a timer with a negative delay after every response, about which Node warns on the terminal. */
function quietRequestQueue(): void {
  const require = createRequire(import.meta.url);
  const queue = require('kafkajs/src/network/requestQueue') as { prototype: Record<string, unknown> };
  queue.prototype['scheduleCheckPendingRequests'] = function scheduleWhenPending(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(this.throttledUntil - Date.now(), 10),
    );
  };
}
