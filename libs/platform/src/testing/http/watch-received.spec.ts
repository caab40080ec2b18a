import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeViolations } from './violations.fixtures.ts';
import { watchReceived } from './watch-received.fixtures.ts';

const PROBLEM = { 'content-type': 'application/problem+json' };

/** A process of its own for all that the watch knows: it answers at each path what a service must never answer. */
const server = createServer((asked, response) => {
  switch (asked.url?.split('?')[0]) {
    case '/health/live':
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"up"}');
    case '/orders/1':
      return response.writeHead(299, { 'content-type': 'application/json' }).end('{}');
    case '/orders/2':
      return response.writeHead(404, PROBLEM).end('{"code":"GONE_FISHING"}');
    case '/orders/3':
      return response.writeHead(200, { 'content-type': 'application/json' }).end('<p>');
    default:
      response.writeHead(299, { 'content-length': '100' }).write('half of');
      return response.destroy();
  }
});

let url: string;
let end: () => void;

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  end = watchReceived((origin) => (origin === url ? 'order' : undefined));
});

afterEach(async () => {
  end();
  takeViolations();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('What another process answers', () => {
  it('breaks the document of its service by a status that it does not have, whoever asks and reads', async () => {
    const violation =
      /^GET \/orders\/\{orderId\} answered 299, and the document has 200, [\d, ]+ \(contracts\/openapi\/order\.json\)$/u;
    await (await fetch(`${url}/orders/1?view=1`)).json();
    expect(takeViolations()).toEqual([expect.stringMatching(violation)]);
    await (await request(`${url}/orders/1`)).body.dump();
    expect(takeViolations()).toEqual([expect.stringMatching(violation)]);
  });

  it('breaks it by a code and by a body that it does not have', async () => {
    await (await fetch(`${url}/orders/2`)).text();
    expect(takeViolations().join()).toContain('GET /orders/{orderId} answered 404 GONE_FISHING');
    await (await fetch(`${url}/orders/3`)).text();
    expect(takeViolations().join()).toContain('GET /orders/{orderId} answered 200 with a body that is no JSON');
  });

  it('keeps it where it is as the document says', async () => {
    await (await fetch(`${url}/health/live`)).json();
    expect(takeViolations()).toEqual([]);
  });

  it('is no answer when it is cut off', async () => {
    await expect(fetch(`${url}/cut`).then((answer) => answer.text())).rejects.toThrow();
    expect(takeViolations()).toEqual([]);
  });

  it('is no promise where no service listens', async () => {
    end();
    end = watchReceived(() => undefined);
    await (await fetch(`${url}/orders/1`)).json();
    expect(takeViolations()).toEqual([]);
  });
});
