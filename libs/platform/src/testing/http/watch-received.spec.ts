import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommitted } from './committed.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';
import { failOnViolations, takeViolations } from './violations.fixtures.ts';
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

const noted = (): readonly string[] => takeViolations().map(({ sentence }) => sentence);

/** Asks as programs do that need connections of their own. */
const got = (path: string, headers = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    get(`${url}${path}`, { headers }, (answer) => answer.resume().once('end', resolve).once('error', reject)).once(
      'error',
      reject,
    );
  });

/** Asks once, as any test would, of a service that is known in this way. */
const askWhere = async (...watched: Parameters<typeof watchReceived>): Promise<void> => {
  end();
  end = watchReceived(...watched);
  await (await fetch(`${url}/health/live?deep=1`)).text();
};

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
    expect(noted()).toEqual([expect.stringMatching(violation)]);
    await (await request(`${url}/orders/1`)).body.dump();
    expect(noted()).toEqual([expect.stringMatching(violation)]);
    await got('/orders/1?view=1');
    expect(noted()).toEqual([expect.stringMatching(violation)]);
    await got('/orders/1', { host: 'shop.example' });
    expect(noted()).toEqual([expect.stringMatching(violation)]);
  });

  it('breaks it by a code and by a body that it does not have', async () => {
    await (await fetch(`${url}/orders/2`)).text();
    expect(noted().join()).toContain('GET /orders/{orderId} answered 404 GONE_FISHING');
    await (await fetch(`${url}/orders/3`)).text();
    expect(noted().join()).toContain('GET /orders/{orderId} answered 200 with a body that is no JSON');
  });

  it('keeps it where it is as the document says', async () => {
    await (await fetch(`${url}/health/live`)).json();
    expect(takeViolations()).toEqual([]);
  });

  it('is no answer when it is cut off', async () => {
    await expect(fetch(`${url}/cut`).then((answer) => answer.text())).rejects.toThrow();
    await expect(got('/cut')).rejects.toThrow();
    expect(takeViolations()).toEqual([]);
  });

  it('is no answer when nobody listens for it', async () => {
    await once(get(`${url}/orders/1`), 'close');
    expect(takeViolations()).toEqual([]);
  });

  it('is no promise where no service listens', async () => {
    await askWhere(() => undefined);
    expect(takeViolations()).toEqual([]);
  });
});

describe('A test that saw an answer', () => {
  it('fails with what the document does not allow, and what to do if it is meant, each said once', async () => {
    for (let times = 0; times < 2; times += 1) await (await fetch(`${url}/orders/2`)).text();
    expect(failOnViolations).toThrow(
      /^GET \/orders\/\{orderId\} answered 404 GONE_FISHING .+\.json\)\nIf it is meant, .+ "npm run contracts:openapi"\.$/u,
    );
    expect(failOnViolations).not.toThrow();
  });

  it('fails where the document is missing, and says which', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tidemark-'));
    await mkdir(join(root, 'services', 'ferry', 'app'), { recursive: true });
    await askWhere(
      () => 'ferry',
      (service) => readCommitted(service, root),
    );
    await rm(root, { recursive: true });
    expect(failOnViolations).toThrow(
      /^GET \/health\/live answered 200 by ferry could not be held against contracts\/openapi\/ferry\.json: .+ is missing: write it with "npm run contracts:openapi", and commit it\.$/u,
    );
  });

  it('fails where the service runs from elsewhere', async () => {
    await askWhere(() => 'ferry');
    expect(failOnViolations).toThrow(
      'GET /health/live answered 200 by ferry could not be held against contracts/openapi/ferry.json: it runs from elsewhere, for there is no services/ferry/app here; start it from this repository.',
    );
  });

  it('fails where the document cannot be read', async () => {
    await askWhere(
      () => 'ferry',
      () => ({}) as OpenApi,
    );
    expect(failOnViolations).toThrow(
      /^GET \/health\/live answered 200 by ferry could not be held against contracts\/openapi\/ferry\.json: ./u,
    );
  });

  it('fails where nobody can tell which service it was', async () => {
    await askWhere(() => {
      throw new Error('no /proc here.');
    });
    expect(failOnViolations).toThrow(
      `GET /health/live answered 200 at ${url}, and nobody can tell which service that is: no /proc here.`,
    );
  });
});
