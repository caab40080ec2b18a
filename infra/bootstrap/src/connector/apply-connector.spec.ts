import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectorUrl, readStates, silenceConnector } from './apply-connector.ts';

const PATIENCE = { waitMs: 5_000, signal: new AbortController().signal };

/** What Connect answers: 404 to everything while it starts, whatever connectors it has. */
let connect: { startingFor: number; connectors: readonly string[]; asked: string[] };
let url: string;
let close: () => void;

beforeEach(async () => {
  connect = { startingFor: 0, connectors: ['outbox'], asked: [] };
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`;
    if (connect.startingFor > 0) {
      connect.startingFor -= 1;
      response.writeHead(404).end();
      return;
    }
    connect.asked.push(asked);
    const answers: Readonly<Record<string, unknown>> = {
      'GET /connectors': connect.connectors,
      'GET /connectors/outbox/status': { connector: { state: 'STOPPED' }, tasks: [] },
      'PUT /connectors/outbox/stop': {},
      'DELETE /connectors/outbox/offsets': {},
    };
    const answer = answers[asked];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = connectorUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'outbox');
  close = () => server.close();
});

afterEach(() => {
  close();
});

describe('a connector whose slot is made again', () => {
  it('is stopped and forgets its positions, also when Connect is just starting and answers 404 to everything', async () => {
    connect.startingFor = 3;
    await silenceConnector(url, PATIENCE);
    expect(connect.asked).toContain('PUT /connectors/outbox/stop');
    expect(connect.asked.at(-1)).toBe('DELETE /connectors/outbox/offsets');
  });

  it('is let be when Connect has started and has none', async () => {
    connect.connectors = [];
    await silenceConnector(url, PATIENCE);
    expect(connect.asked).toEqual(['GET /connectors']);
  });
});

describe('the look at a connector', () => {
  it('says that there is none only of a Connect that has started', async () => {
    connect.startingFor = 2;
    await expect(readStates(url)).rejects.toThrow('404');
    connect.connectors = ['another'];
    const missing = url.replace('outbox', 'missing');
    expect(await readStates(missing)).toMatchObject({ connector: 'absent' });
  });
});
