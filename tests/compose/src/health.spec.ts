import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CLONE } from './project.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** The exit code of the script that the containers run. */
const health = (...args: readonly string[]): Promise<number | null> =>
  new Promise((resolve) => {
    const child = execFile('bash', [join(CLONE, 'infra', 'compose', 'health.sh'), ...args], () => {
      resolve(child.exitCode);
    });
  });

const listening = (created: Server): Promise<string> =>
  new Promise((resolve) => {
    server = created.listen(0, '127.0.0.1', () => {
      resolve(String((created.address() as AddressInfo).port));
    });
  });

const http = (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> =>
  listening(createHttpServer(answer));

const kafka = (brokers: number): Promise<string> =>
  listening(
    createServer((socket) => {
      socket.once('data', () =>
        socket.end(Buffer.from(`0000000800000001${brokers.toString(16).padStart(8, '0')}`, 'hex')),
      );
    }),
  );

describe('The health of an HTTP server', () => {
  it.each([
    [200, 0],
    [503, 1],
    [404, 1],
  ])('is good when it answers 200 and bad otherwise: %i', async (status, code) => {
    const port = await http((_request, response) => response.writeHead(status).end('{}'));
    expect(await health('http', port, '/health/ready')).toBe(code);
  });

  it('is bad when nobody listens', async () => {
    const port = await http(() => undefined);
    await new Promise((done) => server?.close(done));
    expect(await health('http', port, '/health/ready')).toBe(1);
  });
});

describe('The health of a broker', () => {
  it.each([
    [0, 1],
    [1, 0],
    [3, 0],
    [10, 0],
  ])('is good when it knows of brokers that take requests: %i', async (brokers, code) => {
    expect(await health('kafka', await kafka(brokers))).toBe(code);
  });
});

describe('The health of Connect', () => {
  const connect = async (status: string): Promise<{ readonly port: string; readonly asked: readonly string[] }> => {
    const asked: string[] = [];
    const port = await http((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const isStatus = request.url?.endsWith('/status') === true;
      response.writeHead(isStatus && status === '' ? 404 : 200).end(isStatus ? status : '[]');
    });
    return { port, asked };
  };

  it('is good while its connector runs', async () => {
    const { port } = await connect('{"connector":{"state":"RUNNING"},"tasks":[{"state":"RUNNING"}]}');
    expect(await health('connect', port, 'tidemark-outbox')).toBe(0);
  });

  it('is good before there is a connector', async () => {
    const { port } = await connect('');
    expect(await health('connect', port, 'tidemark-outbox')).toBe(0);
  });

  it('is bad when a task has failed, which is restarted', async () => {
    const { port, asked } = await connect('{"connector":{"state":"RUNNING"},"tasks":[{"state":"FAILED"}]}');
    expect(await health('connect', port, 'tidemark-outbox')).toBe(1);
    expect(asked.at(-1)).toBe('POST /connectors/tidemark-outbox/restart?includeTasks=true&onlyFailed=true');
  });
});
