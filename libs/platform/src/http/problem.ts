/** RFC 9457 problem details, with the stable code of the refusal. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** For a request that breaks rules: each field or header, or the body as a whole, and its rule. */
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: unknown;
}

export interface FieldError {
  /** As one would write it in code: `lines[0].quantity`. */
  readonly field: string;
  readonly rule: string;
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Every code that the platform itself refuses with, and its status. */
export const platformStatus = {
  BODY_UNREADABLE: 400,
  INPUT_INVALID: 400,
  IDEMPOTENCY_KEY_INVALID: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_IN_FLIGHT: 409,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  INTERNAL_ERROR: 500,
  DATABASE_UNAVAILABLE: 503,
  OVERLOADED: 503,
} as const satisfies Readonly<Record<string, number>>;

export type PlatformCode = keyof typeof platformStatus;

/** A problem of the platform's own, with the status that its code has everywhere. */
export const platformProblem = (
  code: PlatformCode,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem => problem(platformStatus[code], code, detail, extensions);

/** Makes the problem of a code such as UNKNOWN_SKU; extensions carry the values that the detail speaks of. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem => ({
  ...extensions,
  type: typeOf(code),
  title: titleOf(code),
  status,
  code,
  detail,
});

/** Ends a request with a problem; nothing is stored. */
export class ProblemError extends Error {
  readonly code = 'HTTP.PROBLEM';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(stated: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(stated.detail);
    this.name = 'ProblemError';
    this.problem = stated;
    this.headers = headers;
  }
}

/** The code as a URI, which is what RFC 9457 tells problems apart by. */
export const typeOf = (code: string): string => `urn:tidemark:problem:${code.toLowerCase().replaceAll('_', '-')}`;

export const titleOf = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
