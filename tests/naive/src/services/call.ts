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

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

/**
 * Posts and answers the body of a 2xx. Fails with {@link Refused} at a 4xx, which is final, and with {@link NoAnswer} when
 * three attempts, 100 and 200 ms apart, were answered 5xx, or not at all.
 */
export const call = async <Answer>(url: string, body: object, { timeoutMs, headers }: CallOptions): Promise<Answer> => {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    try {
      const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
      const answer = (await response.json()) as Answer & { readonly reason?: string; readonly declineCode?: string };
      if (response.ok) return answer;
      if (response.status < 500) throw new Refused(answer.reason ?? answer.declineCode ?? String(response.status));
      cause = new Error(`It answered ${response.status}.`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      cause = error;
    }
  }
  throw new NoAnswer(url, cause);
};
