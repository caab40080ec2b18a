export interface HttpAnswer {
  readonly status: number;
  /** The body if it was JSON, otherwise its text. */
  readonly body: unknown;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly json?: unknown;
  readonly timeoutMs?: number;
}

/** One request; fails only when there is no answer. */
export async function ask(
  url: string,
  { method = 'GET', json, timeoutMs = 10_000 }: HttpRequest = {},
): Promise<HttpAnswer> {
  const answer = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: answer.status, body: parsed(await answer.text()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field of a JSON answer, wherever it is not what it should be: undefined. */
export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** What an answer says went wrong, on one line. */
export function complaintOf({ status, body }: HttpAnswer): string {
  const message = fieldOf(body, 'message');
  const text = typeof message === 'string' ? message : JSON.stringify(body);
  return `${text.replaceAll(/\s+/gu, ' ').trim().replace(/[.]$/u, '').slice(0, 500)} (${status})`;
}
