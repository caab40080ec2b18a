import { Agent, request } from 'node:http';

/** An answer to a POST; status 0 stands for none. */
export interface Posted {
  readonly status: number;
  readonly body: string;
  readonly resent: boolean;
}

const ANSWERED_WITHIN_MS = 30_000;
const MOST_CONNECTIONS = 256;

/** Posts JSON over connections that are kept. */
export class Poster {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_CONNECTIONS });
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /**
   * Never fails: no answer is an answer too. A kept connection that the server closed at the same moment is no fault of
   * either, so the request is sent once more; its key makes that safe.
   */
  async post(key: string, body: Buffer): Promise<Posted> {
    const first = await this.#once(key, body);
    if (first !== 'connection was closed') return { ...first, resent: false };
    const second = await this.#once(key, body);
    return second === 'connection was closed' ? { status: 0, body: second, resent: true } : { ...second, resent: true };
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(key: string, body: Buffer): Promise<Omit<Posted, 'resent'> | 'connection was closed'> {
    return new Promise((resolve) => {
      const sending = request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'content-length': body.byteLength, 'idempotency-key': key },
          timeout: ANSWERED_WITHIN_MS,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('end', () => {
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
          });
          response.once('error', (error) => {
            resolve({ status: 0, body: error.message });
          });
        },
      );
      sending.once('timeout', () => sending.destroy(new Error('no answer in time')));
      sending.once('error', (error: NodeJS.ErrnoException) => {
        const wasClosed = sending.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        resolve(wasClosed ? 'connection was closed' : { status: 0, body: error.message });
      });
      sending.end(body);
    });
  }
}

/** The order that an answer names; empty when it names none. */
export const orderIdIn = (body: string): string => {
  try {
    const { orderId } = JSON.parse(body) as { readonly orderId?: unknown };
    return typeof orderId === 'string' ? orderId : '';
  } catch {
    return '';
  }
};
