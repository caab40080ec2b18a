import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Exchange } from './exchange.fixtures.ts';

type Hear = (origin: string, exchange: Exchange) => void;

/**
 * Tells of every answer that this process receives in full, and of where it comes from: whoever asked, by `fetch`, undici or
 * `node:http`. One that is cut off in the middle is none, nor is one that nobody listens for, whose body Node throws away.
 * Gives what ends it.
 */
export const listenToAnswers = (onExchange: Hear): (() => void) => {
  const endings = [...listenToUndici(onExchange), listenToHttp(onExchange)];
  return () => {
    for (const end of endings) end();
  };
};

// What undici says on Node's diagnostics channels, whether it is the one behind `fetch` or the package of that name.

interface Asked {
  readonly origin?: string;
  readonly method: string;
  readonly path: string;
}

interface Announced {
  readonly request: Asked;
  readonly response: { readonly statusCode: number; readonly headers: readonly (Uint8Array | string)[] };
}

/** An answer of which some has come; its chunks are those that the caller gets, not copies of them. */
interface Arriving {
  readonly answer: Announced['response'];
  readonly chunks: Uint8Array[];
}

const listenToUndici = (onExchange: Hear): readonly (() => void)[] => {
  const arriving = new WeakMap<Asked, Arriving>();
  return [
    on<Announced>('undici:request:headers', ({ request, response }) => {
      // An interim answer is followed by the real one.
      if (response.statusCode >= 200) arriving.set(request, { answer: response, chunks: [] });
    }),
    on<{ readonly request: Asked; readonly chunk: Uint8Array }>(
      'undici:request:bodyChunkReceived',
      ({ request, chunk }) => {
        arriving.get(request)?.chunks.push(chunk);
      },
    ),
    on<{ readonly request: Asked }>('undici:request:trailers', ({ request }) => {
      const arrived = arriving.get(request);
      if (arrived === undefined || request.origin === undefined) return;
      arriving.delete(request);
      onExchange(request.origin, {
        method: request.method,
        url: request.path,
        status: arrived.answer.statusCode,
        headers: plain(arrived.answer.headers),
        body: Buffer.concat(arrived.chunks),
      });
    }),
  ];
};

/** Listens where the parser hands the bytes over: to read the stream would take them from who asked. */
const listenToHttp = (onExchange: Hear): (() => void) =>
  on<{ readonly request: ClientRequest; readonly response: IncomingMessage }>(
    'http.client.response.finish',
    ({ request, response }) => {
      if (request.listenerCount('response') === 0) return;
      const origin = originOf(request);
      const chunks: Uint8Array[] = [];
      const push = response.push.bind(response);
      response.push = (chunk: Uint8Array | null, encoding) => {
        if (chunk !== null) chunks.push(chunk);
        else if (response.complete) {
          onExchange(origin, {
            method: request.method,
            url: request.path,
            status: response.statusCode ?? 0,
            headers: plain(response.rawHeaders),
            body: Buffer.concat(chunks),
          });
        }
        return push(chunk, encoding);
      };
    },
  );

/** Of the other end of the connection: what the caller calls it says nothing of who answers. */
const originOf = ({ protocol, socket }: ClientRequest): string => {
  const { remoteAddress = '', remotePort = '' } = socket ?? {};
  return `${protocol}//${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
};

const on = <Message>(channel: string, hear: (message: Message) => void): (() => void) => {
  const listener = (message: unknown): void => {
    hear(message as Message);
  };
  subscribe(channel, listener);
  return () => unsubscribe(channel, listener);
};

/** Names and values in turn, as they came over the wire. */
const plain = (raw: readonly (Uint8Array | string)[]): Exchange['headers'] => {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) headers[textOf(raw[at]).toLowerCase()] = textOf(raw[at + 1]);
  return headers;
};

const textOf = (bytes: Uint8Array | string | undefined): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes ?? []).toString('latin1');
