import { randomUUID } from 'node:crypto';

/** An answer over HTTP, with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A program that hangs must not hang the demo; none takes so long. */
const LONGEST_MS = 5_000;

export const get = (url: string): Promise<Answer> => request(url, { method: 'GET' });

/** Posts under an idempotency key; the same key again means the same intent. */
export const post = (url: string, body: object, key: string = randomUUID()): Promise<Answer> =>
  request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });

const request = async (url: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_MS) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: bodyOf(text) };
};

const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Another answer than the one that a story goes on with. */
export class UnexpectedAnswer extends Error {
  readonly code = 'DEMO.UNEXPECTED_ANSWER';
  readonly url: string;
  readonly status: number;

  constructor(what: string, url: string, { status, body }: Answer) {
    super(`${what} was answered ${String(status)}: ${JSON.stringify(body).slice(0, 300)}`);
    this.name = 'UnexpectedAnswer';
    this.url = url;
    this.status = status;
  }
}
