import { z } from 'zod';

/** An answer over HTTP, with its body read. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Posting {
  readonly body: object;
  /** The idempotency key: the same one again means the same intent. */
  readonly key: string;
}

/** A service that hangs must not hang the operator. */
const LONGEST_MS = 10_000;

/** The service said no; the sentence is its own. */
export class Refused extends Error {
  readonly code = 'OPS.REFUSED';
  /** The service's own code, such as NOT_UNDOING. */
  readonly problem: string;

  constructor(problem: string, detail: string) {
    super(`${problem}: ${detail}`);
    this.name = 'Refused';
    this.problem = problem;
  }
}

/** Nothing that could be understood came back: whether a wish was granted is not known. */
export class NoAnswer extends Error {
  readonly code = 'OPS.NO_ANSWER';

  constructor(url: string, why: string, key?: string) {
    const again =
      key === undefined ? '' : ` Whether it was done is not known: the same command with --key ${key} does it once.`;
    super(`${url} gave no answer: ${why}.${again}`);
    this.name = 'NoAnswer';
  }
}

export const get = (url: string): Promise<Answer> => request(url, {});

export const post = (url: string, { body, key }: Posting): Promise<Answer> =>
  request(
    url,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    },
    key,
  );

const request = async (url: string, init: RequestInit, key?: string): Promise<Answer> => {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_MS) });
    const body: unknown = await response.json();
    if (response.ok) return { status: response.status, body };
    const { code, detail } = problem.parse(body);
    if (response.status >= 500) throw new NoAnswer(url, `${code}: ${detail}`, key);
    throw new Refused(code, detail);
  } catch (error) {
    if (error instanceof Refused || error instanceof NoAnswer) throw error;
    throw new NoAnswer(url, reasonOf(error), key);
  }
};

const problem = z.object({ code: z.string(), detail: z.string() });

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message.split('\n').join(' ');
};
