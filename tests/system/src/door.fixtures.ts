import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { request } from 'undici';

/** An address at which this process passes on whatever is asked, and what is answered. */
export interface Door {
  readonly url: string;
  readonly close: () => void;
}

/**
 * A way to a service for programs that are no Node, such as curl: what they are answered passes this process, so it is
 * held against the documents like all that this process is answered. Hangs up when the service cannot be reached.
 */
export const doorTo = async (origin: string): Promise<Door> => {
  const server = createServer((asked, answer) => {
    passOn(origin, asked, answer).catch(() => asked.socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const passOn = async (origin: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
  const { host: _host, connection: _connection, ...headers } = asked.headers;
  const body = await buffer(asked);
  const {
    statusCode,
    headers: said,
    ...response
  } = await request(`${origin}${asked.url ?? ''}`, {
    method: asked.method as 'GET',
    headers,
    body: body.length === 0 ? null : body,
  });
  const { connection: _ended, 'transfer-encoding': _cut, ...kept } = said;
  answer.writeHead(statusCode, kept).end(Buffer.from(await response.body.arrayBuffer()));
};
