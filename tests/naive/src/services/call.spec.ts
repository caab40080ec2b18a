import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { call, NoAnswer, Refused } from './call.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers requests with these statuses, one after the other; 0 is no answer at all. */
const answering = async (
  ...statuses: readonly number[]
): Promise<{ readonly url: string; readonly asked: () => number }> => {
  let asked = 0;
  const listener: RequestListener = (_request, response) => {
    const status = statuses[asked++] ?? 500;
    if (status > 0) response.writeHead(status, { 'content-type': 'application/json' }).end('{"reason":"OUT_OF_STOCK"}');
  };
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, asked: () => asked };
};

describe('a call between services', () => {
  it('is answered', async () => {
    const { url } = await answering(200);
    expect(await call(url, {}, { timeoutMs: 2_000 })).toEqual({ reason: 'OUT_OF_STOCK' });
  });

  it('is not made again once it was refused', async () => {
    const { url, asked } = await answering(409);
    await expect(call(url, {}, { timeoutMs: 2_000 })).rejects.toEqual(new Refused('OUT_OF_STOCK'));
    expect(asked()).toBe(1);
  });

  it('is made again when the other side failed', async () => {
    const { url, asked } = await answering(503, 503, 200);
    await call(url, {}, { timeoutMs: 2_000 });
    expect(asked()).toBe(3);
  });

  it('is made again when there is no answer in time, and given up after the third', async () => {
    const { url, asked } = await answering(0, 0, 0, 200);
    await expect(call(url, {}, { timeoutMs: 50 })).rejects.toThrow(NoAnswer);
    expect(asked()).toBe(3);
  });
});
