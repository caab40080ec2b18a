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

/** Makes the problem of a code such as UNKNOWN_SKU; extensions carry the values that the detail speaks of. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem => ({
  ...extensions,
  type: `urn:tidemark:problem:${code.toLowerCase().replaceAll('_', '-')}`,
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

const titleOf = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
