import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';

/** One request and the answer that went back over the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Tells of every answer of a server as it is written, whoever asked and whatever part of the program answered: what a
 * framework answers by itself passes no hook of its own.
 */
export const listenIn = (server: Server, onExchange: (exchange: Exchange) => void): void => {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    let written: OutgoingHttpHeaders = {};
    const writeHead = response.writeHead.bind(response);
    const write = response.write.bind(response);
    const end = response.end.bind(response);
    response.writeHead = ((...args: Parameters<typeof writeHead>) => {
      const headers = args.at(-1);
      if (typeof headers === 'object') written = headers as OutgoingHttpHeaders;
      return writeHead(...args);
    }) as typeof writeHead;
    response.write = ((...args: Parameters<typeof write>) => {
      chunks.push(bytesOf(args[0]));
      return write(...args);
    }) as typeof write;
    response.end = ((...args: Parameters<typeof end>) => {
      chunks.push(bytesOf(args[0]));
      const ended = end(...args);
      const headers = plain({ ...response.getHeaders(), ...written });
      const { method = 'GET', url = '/' } = request;
      onExchange({ method, url, status: response.statusCode, headers, body: Buffer.concat(chunks) });
      return ended;
    }) as typeof end;
  });
};

const bytesOf = (chunk: unknown): Buffer => {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
};

const plain = (headers: OutgoingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );
