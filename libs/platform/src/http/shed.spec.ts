import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inFlightOf } from './in-flight.ts';
import type { ShedLimits, ShedReason } from './shed.ts';
import { shedLoad } from './shed.ts';

const servers: FastifyInstance[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server whose requests wait until they are released. */
const open = async (limits: ShedLimits) => {
  const server = fastify({ forceCloseConnections: true });
  servers.push(server);
  const shed: ShedReason[] = [];
  await shedLoad(server, limits, (reason) => shed.push(reason));
  const released = Promise.withResolvers<undefined>();
  let begun = 0;
  server.post('/work', async () => {
    begun += 1;
    await released.promise;
    return { done: true };
  });
  for (const url of ['/health/live', '/health/ready', '/metrics']) server.get(url, () => ({ told: true }));
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const post = (): Promise<Response> =>
    fetch(`${address}/work`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  return {
    server,
    address,
    shed,
    post,
    release: () => {
      released.resolve(undefined);
    },
    begun: () => begun,
    inFlight: inFlightOf(server),
  };
};

describe('A server that has enough to do', () => {
  it('refuses what is more with 503, Retry-After and problem details, and does nothing about it', async () => {
    const { post, release, begun, shed } = await open({ inFlight: 2 });
    const accepted = [post(), post()];
    await vi.waitFor(() => {
      expect(begun()).toBe(2);
    });
    const refused = await post();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
    expect(await refused.json()).toMatchObject({ status: 503, code: 'OVERLOADED' });
    expect(shed).toEqual(['in-flight']);
    release();
    for (const answer of await Promise.all(accepted)) expect(answer.status).toBe(200);
    expect(begun()).toBe(2);
    expect((await post()).status).toBe(200);
  });

  it('still says how it does', async () => {
    const { address, post, begun, release } = await open({ inFlight: 1 });
    const accepted = post();
    await vi.waitFor(() => {
      expect(begun()).toBe(1);
    });
    for (const url of ['/health/live', '/health/ready', '/metrics']) {
      expect((await fetch(`${address}${url}`)).status).toBe(200);
    }
    release();
    await accepted;
  });

  it('counts a request whose caller has gone until its work is done, and no longer', async () => {
    const { server, inFlight, begun, release } = await open({ inFlight: 5 });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('POST /work HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    await vi.waitFor(() => {
      expect(begun()).toBe(1);
    });
    const gone = new Promise((resolve) => server.server.once('connection', (other) => other.once('close', resolve)));
    socket.destroy();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 50))]);
    expect(inFlight.count).toBe(1);
    release();
    await vi.waitFor(() => {
      expect(inFlight.count).toBe(0);
    });
  });

  it('refuses what would fill its memory', async () => {
    const { post, shed, release } = await open({ inFlight: 5, heapShare: 1e-9 });
    release();
    await vi.waitFor(
      async () => {
        expect((await post()).status).toBe(503);
      },
      { timeout: 5_000, interval: 50 },
    );
    expect(shed).toEqual(['heap']);
  });
});
