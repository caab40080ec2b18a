import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { inFlightOf } from './in-flight.ts';

/** How long requests in flight may still take once no more are taken. */
const IN_FLIGHT_MS = 5_000;
const LOOK_MS = 10;

/** A server on its way out. */
export interface Drain {
  /** From now on each answer tells its caller to come back on another connection. */
  readonly begin: () => void;
}

/**
 * Lets requests in flight finish before the server closes, and tells their callers to come back on another connection.
 *
 * Afterwards connections are closed whatever they do: one that is kept alive would hold the process up for a minute.
 */
export const drainBeforeClose = (server: FastifyInstance): Drain => {
  const inFlight = inFlightOf(server);
  let leaving = false;
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (leaving) void reply.header('connection', 'close');
    done();
  });
  server.addHook('preClose', async () => {
    leaving = true;
    const endsAt = performance.now() + IN_FLIGHT_MS;
    while (inFlight.count > 0 && performance.now() < endsAt) await sleep(LOOK_MS);
  });
  return {
    begin: () => {
      leaving = true;
    },
  };
};
