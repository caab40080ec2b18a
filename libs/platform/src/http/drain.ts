import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

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
  let inFlight = 0;
  let leaving = false;
  server.addHook('onRequest', (_request, _reply, done) => {
    inFlight += 1;
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (leaving) void reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (_request, _reply, done) => {
    inFlight -= 1;
    done();
  });
  server.addHook('preClose', async () => {
    leaving = true;
    const endsAt = performance.now() + IN_FLIGHT_MS;
    while (inFlight > 0 && performance.now() < endsAt) await sleep(LOOK_MS);
  });
  return {
    begin: () => {
      leaving = true;
    },
  };
};
