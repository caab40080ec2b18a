import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServiceUnderTest } from '@tidemark/platform/testing';

export interface Relay {
  readonly url: string;
  /** How the service answered the webhooks of an order, or all of them. */
  readonly answers: (orderId?: string) => readonly number[];
  readonly close: () => Promise<void>;
}

/** Provider and service each need the other's address first; this stands between them and changes nothing. */
export const startRelay = async (service: () => ServiceUnderTest): Promise<Relay> => {
  const relayed: { readonly body: string; readonly status: number }[] = [];
  const relay = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { port } = service().server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/psp/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'psp-signature': String(request.headers['psp-signature']) },
      body,
    });
    relayed.push({ body, status: answer.status });
    response.writeHead(answer.status).end();
  };
  const server = createServer((request, response) => {
    // A service that goes away before it has answered is gone for the provider, too.
    relay(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answers: (orderId = '') => relayed.filter(({ body }) => body.includes(orderId)).map(({ status }) => status),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
};
