import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** The other side understood and said no; asking again would not help. */
export class Refused extends Error {
  readonly code = 'NAIVE.REFUSED';
  readonly reason: string;

  constructor(reason: string) {
    super(`Refused: ${reason}.`);
    this.name = 'Refused';
    this.reason = reason;
  }
}

/** Every attempt failed or was not answered in time. Whether the other side did it is not known. */
export class NoAnswer extends Error {
  readonly code = 'NAIVE.NO_ANSWER';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`No good answer from ${url}: see whether that service runs.`, { cause });
    this.name = 'NoAnswer';
    this.url = url;
  }
}

export interface CallOptions {
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const agent = new Agent({ keepAlive: true });

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

/**
 * Posts and answers the body of a 2xx. Fails with {@link Refused} at a 4xx, which is final, and with {@link NoAnswer} when
 * three attempts, 100 and 200 ms apart, were answered 5xx, or not at all.
 */
export const call = async <Answer>(url: string, body: object, { timeoutMs, headers }: CallOptions): Promise<Answer> => {
  const content = JSON.stringify(body);
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    try {
      const response = await post(url, content, { timeoutMs, ...(headers && { headers }) });
      const answer = JSON.parse(response.content) as Answer & {
        readonly reason?: string;
        readonly declineCode?: string;
      };
      if (response.status < 300) return answer;
      if (response.status < 500) throw new Refused(answer.reason ?? answer.declineCode ?? String(response.status));
      cause = new Error(`It answered ${response.status}.`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      cause = error;
    }
  }
  throw new NoAnswer(url, cause);
};

/** Not `fetch`: it takes three times the processor, and most of what the chain does is calls. */
const post = (
  url: string,
  content: string,
  { timeoutMs, headers }: CallOptions,
): Promise<{ readonly status: number; readonly content: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content), ...headers },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      text(incoming).then((answer) => resolve({ status: incoming.statusCode ?? 0, content: answer }), reject);
    });
    outgoing.end(content);
  });
