import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What is answered to a question of Pact's verifier. */
export interface JsonAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers what Pact's verifier asks, on a free port of this machine alone; 500 where there is no answer. */
export class JsonServer {
  readonly #server: Server;
  readonly #answer: (question: unknown) => JsonAnswer | undefined | Promise<JsonAnswer | undefined>;

  constructor(answer: (question: unknown) => JsonAnswer | undefined | Promise<JsonAnswer | undefined>) {
    this.#answer = answer;
    this.#server = createServer((request, response) => void this.#respond(request, response));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answerTo(request: IncomingMessage): Promise<JsonAnswer | undefined> {
    return this.#answer(await json(request));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answerTo(request).catch(() => undefined);
    response
      .writeHead(answer === undefined ? 500 : 200, { 'content-type': 'application/json', ...answer?.headers })
      .end(JSON.stringify(answer?.body ?? {}));
  }
}
