import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { drainBeforeClose } from './drain.ts';

describe('A server that is told to close', () => {
  it('lets the request in flight finish, tells its caller to go, and is closed right after', async () => {
    const server = fastify({ forceCloseConnections: true, keepAliveTimeout: 72_000 });
    const begun = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    // The answer is ready only after the server has begun to close.
    server.addHook('preClose', (done) => {
      setImmediate(() => {
        released.resolve(undefined);
      });
      done();
    });
    drainBeforeClose(server);
    server.get('/slow', async () => {
      begun.resolve(undefined);
      await released.promise;
      return { told: true };
    });
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    const asked = fetch(`${address}/slow`);
    await begun.promise;
    const closed = server.close();
    const answer = await asked;
    expect(await answer.json()).toEqual({ told: true });
    expect(answer.headers.get('connection')).toBe('close');
    await closed;
    await expect(fetch(address)).rejects.toThrow();
  });
});
