import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Door {
  readonly url: string;
  /** The keys of the charges that were asked for, of one order or of all: one for each time, whether or not it was answered. */
  readonly charges: (orderId?: string) => readonly string[];
  readonly close: () => Promise<void>;
}

/** Stands before the provider and changes nothing: its ledger tells what it decided, this tells what it was asked. */
export const openDoor = async (providerUrl: string): Promise<Door> => {
  const charges: string[] = [];
  const server = createServer((asked, answer) => {
    if (asked.url === '/v1/charges') charges.push(String(asked.headers['idempotency-key']));
    const onward = request(new URL(asked.url ?? '/', providerUrl), { method: asked.method, headers: asked.headers });
    onward.on('response', (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers);
      said.pipe(answer);
    });
    // Who is not answered, or waits no longer, is so on both sides of the door.
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    charges: (orderId = '') => charges.filter((key) => key.endsWith(orderId)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
