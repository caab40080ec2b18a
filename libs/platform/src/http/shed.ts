import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inFlightOf } from './in-flight.ts';
import { platformProblem, PROBLEM_TYPE } from './problem.ts';

/** Why a request was not let in. */
export type ShedReason = 'in-flight' | 'event-loop' | 'heap';

export interface ShedLimits {
  /** Requests taken and not yet answered. */
  readonly inFlight: number;
  /** How late the event loop may be on average over a second. */
  readonly eventLoopDelayMs?: number;
  /** Of the heap that the process may have. */
  readonly heapShare?: number;
}

/** A second late with everything: what is let in now would only be later. */
const EVENT_LOOP_DELAY_MS = 1_000;
const HEAP_SHARE = 0.9;

/** Whoever watches the service must see it also when it has too much to do. */
const ALWAYS_ANSWERED: readonly string[] = ['/health/live', '/health/ready', '/metrics'];

/**
 * Refuses what is too much at the door, with 503 and Retry-After, before a body is read or a connection is asked for:
 * a request that is refused early costs little, and one that waits for long is given up by its caller all the same.
 */
export const shedLoad = async (
  server: FastifyInstance,
  limits: ShedLimits,
  onShed: (reason: ShedReason) => void,
): Promise<void> => {
  const inFlight = inFlightOf(server);
  const maxHeapUsedBytes = getHeapStatistics().heap_size_limit * (limits.heapShare ?? HEAP_SHARE);
  await server.register(underPressure, {
    maxEventLoopDelay: limits.eventLoopDelayMs ?? EVENT_LOOP_DELAY_MS,
    maxHeapUsedBytes,
    // It measures; the hook below refuses, for all reasons in one way.
    pressureHandler: () => undefined,
  });
  const tooMuch = (): ShedReason | undefined => {
    // The request itself is among them already.
    if (inFlight.count > limits.inFlight) return 'in-flight';
    if (!server.isUnderPressure()) return undefined;
    return server.memoryUsage().heapUsed > maxHeapUsedBytes ? 'heap' : 'event-loop';
  };
  server.addHook('onRequest', (request, reply, done) => {
    const reason = isAlwaysAnswered(request) ? undefined : tooMuch();
    if (reason === undefined) {
      done();
      return;
    }
    onShed(reason);
    void reply.status(503).header('retry-after', '1').type(PROBLEM_TYPE).send(OVERLOADED);
  });
};

const isAlwaysAnswered = ({ routeOptions }: FastifyRequest): boolean =>
  ALWAYS_ANSWERED.includes(routeOptions.url ?? '');

const OVERLOADED = platformProblem(
  'OVERLOADED',
  'There is more to do than the service can; nothing was done about this request. Send it again after the seconds that Retry-After says, with the same Idempotency-Key if it has one.',
);
