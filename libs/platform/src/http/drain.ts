import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long requests in flight may still take once the service was told to stop. */
const DRAIN_MS = 5_000;
const LOOK_MS = 10;

/**
 * Lets requests in flight finish before the server closes, and tells their callers to come back on another connection.
 *
 * Afterwards connections are closed whatever they do: one that is kept alive would hold the process up for a minute.
 */
export const drainBeforeClose = (server: FastifyInstance): void => {
  let inFlight = 0;
  let closing = false;
  server.addHook('onRequest', (_request, reply, done) => {
    inFlight += 1;
    if (closing) void reply.header('connection', 'close');
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (_request, _reply, done) => {
    inFlight -= 1;
    done();
  });
  server.addHook('preClose', async () => {
    closing = true;
    const endsAt = performance.now() + DRAIN_MS;
    while (inFlight > 0 && performance.now() < endsAt) await sleep(LOOK_MS);
  });
};
