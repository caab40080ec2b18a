import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistryUnavailable, UnknownSchema } from './errors.ts';
import { httpRegistry } from './registry.ts';
import type { Registry } from './registry.ts';

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/base/schemas/ids/1': (response) => response.end('{"schema":"{\\"type\\":\\"string\\"}"}'),
  '/base/schemas/ids/2': (response) => response.writeHead(404).end('{"error_code":40403,"message":"No content"}'),
  '/base/schemas/ids/3': (response) => response.writeHead(404).end('<h1>Not Found</h1>'),
  '/base/schemas/ids/4': (response) => response.writeHead(404).end('{"error_code":404}'),
  '/base/schemas/ids/5': (response) => response.writeHead(503).end(),
  '/base/schemas/ids/6': (response) => response.end('{"no":"schema"}'),
  '/base/schemas/ids/7': () => {},
  '/base/schemas/ids/8': (response) => response.destroy(),
};

describe('a registry over HTTP', () => {
  let server: Server;
  let registry: Registry;
  let base = '';

  beforeAll(async () => {
    server = createServer((request, response) => answers[request.url ?? '']?.(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
    registry = httpRegistry(`${base}/`, { timeoutMs: 300 });
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives the schema of an id', async () => {
    expect(await registry.schemaText(1, 'a.events.v1')).toBe('{"type":"string"}');
  });

  it('has no schema only when it says so itself', async () => {
    await expect(registry.schemaText(2, 'a.events.v1')).rejects.toBeInstanceOf(UnknownSchema);
  });

  it.each([
    [3, 'a page that is no registry', 'status 404'],
    [4, 'a 404 that is about something else', 'status 404'],
    [5, 'a registry in trouble', 'status 503'],
    [6, 'an answer without a schema', 'status 200'],
    [7, 'no answer in time', 'no answer'],
    [8, 'a connection that breaks', 'no answer'],
  ])('is unavailable, so that the record is brought again: %i, %s', async (schemaId, _, reason) => {
    const asking = registry.schemaText(schemaId, 'a.events.v1');

    await expect(asking).rejects.toBeInstanceOf(RegistryUnavailable);
    await expect(asking).rejects.toMatchObject({
      code: 'AVRO.REGISTRY_UNAVAILABLE',
      schemaId,
      message: `The registry does not say what schema ${schemaId} is (${reason}); bring the record on a.events.v1 again.`,
    });
  });

  it('is unavailable when nobody listens', async () => {
    const nobody = httpRegistry('http://127.0.0.1:1');

    await expect(nobody.schemaText(1, 'a.events.v1')).rejects.toBeInstanceOf(RegistryUnavailable);
  });
});
