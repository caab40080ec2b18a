import type { UnitOfWork } from '@tidemark/event-store';
import type { RetryHeld } from '@tidemark/messaging';
import { HeldWorker } from '@tidemark/process';
import type { ServiceConfig } from './config.ts';
import { HeldWatch } from './held-watch.ts';
import { newId } from './identifiers.ts';
import type { Metrics } from './metrics.ts';

const LEASE_MS = 10_000;
const POLL_MS = 1_000;
const COUNT_POLL_MS = 2_000;

/** What a service does about messages that it could not handle: it tries them again, and counts them. */
export interface HeldMessages {
  readonly worker: HeldWorker;
  readonly watch: HeldWatch;
}

export const heldMessagesOf = (
  unitOfWork: UnitOfWork,
  consumers: readonly { readonly name: string; readonly retry: RetryHeld }[],
  { HELD_AT_MOST }: Pick<ServiceConfig, 'HELD_AT_MOST'>,
  metrics: Metrics,
  onError: (error: unknown) => void,
): HeldMessages => {
  metrics.heldLimit.set(HELD_AT_MOST);
  return {
    worker: new HeldWorker({
      unitOfWork,
      consumers: new Map(consumers.map(({ name, retry }) => [name, retry])),
      newToken: newId,
      leaseMs: LEASE_MS,
      pollMs: POLL_MS,
      onError,
    }),
    watch: new HeldWatch({
      store: unitOfWork.store,
      limit: HELD_AT_MOST,
      pollMs: COUNT_POLL_MS,
      onCounted: (counts) => {
        metrics.showHeld(counts);
      },
      onError,
    }),
  };
};
