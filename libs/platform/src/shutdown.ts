import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** What a shutdown needs of a service. */
export interface Stoppable {
  readonly log: Logger;
  /** From now on it says that it is not ready, and tells every caller to come back on another connection. */
  readonly leave: () => void;
  /** Ends what it does by itself: consumers and workers. Names what did not end in time; never fails. */
  readonly rest: () => Promise<readonly string[]>;
  /** Takes no more requests, lets those in flight finish, says goodbye to the database. */
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
}

/** Whoever asked for the end kills after ten seconds, as Docker does. */
const FORCED_AFTER_MS = 9_500;

/**
 * Brings a service to its end within ten seconds: not ready first, then no more requests, then gone, with code 0.
 *
 * For `drainMs` it still takes requests, since load balancers need a moment to see that it is not ready; meanwhile it
 * leaves its groups and finishes its jobs, so that other instances take over early. Dependencies that are away do not
 * hold it up: what is left in hand then is safe, in the inbox or under a lease, and is named in the log. What hangs all
 * the same is cut off with code 1.
 */
export const shutDown = async (service: Stoppable, drainMs: number, forcedAfterMs = FORCED_AFTER_MS): Promise<void> => {
  const { log } = service;
  const began = performance.now();
  let doing = 'serving the last requests';
  const forced = setTimeout(() => {
    log.fatal({ doing }, 'the end did not come in time and is forced; nothing acknowledged is lost');
    service.exit(1);
  }, forcedAfterMs);
  service.leave();
  log.info({ drainMs }, 'told to stop: not ready any more, finishes what is in hand');
  try {
    const resting = service.rest();
    await sleep(drainMs);
    doing = 'closing connections';
    await service.close();
    doing = 'leaving groups and ending jobs';
    const left = await resting;
    if (left.length > 0) log.warn({ left }, 'some parts did not end in time; others take up what they had in hand');
    log.info({ ms: Math.round(performance.now() - began) }, 'stopped');
    service.exit(0);
  } catch (error) {
    log.fatal({ err: error, doing }, 'could not stop as it should; nothing acknowledged is lost');
    service.exit(1);
  } finally {
    clearTimeout(forced);
  }
};
