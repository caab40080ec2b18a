const kinds = {
  VALIDATION_FAILED: { status: 400, title: 'The request breaks a rule' },
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be read' },
  BODY_NOT_ALLOWED: { status: 415, title: 'The request must have no body' },
  MAIL_NOT_FOUND: { status: 404, title: 'The mail is not in the mailbox' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  INTERNAL_ERROR: { status: 500, title: 'The mail catcher failed' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof kinds;

export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
}

/** The body of every answer that is an error (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly errors: readonly BrokenRule[];
}

export const problemMediaType = 'application/problem+json';

/** Ends a request with a problem-details answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: readonly BrokenRule[];

  constructor(code: ProblemCode, errors: readonly BrokenRule[]) {
    super(errors.map(({ field, rule }) => `${field} ${rule}`).join('; '));
    this.code = code;
    this.errors = errors;
  }

  toProblem(): Problem {
    const { status, title } = kinds[this.code];
    const type = `urn:mail-catcher:problem:${this.code.toLowerCase().replaceAll('_', '-')}`;
    return { type, title, status, detail: `${this.message}.`, code: this.code, errors: this.errors };
  }
}

/** Names any failure as a problem. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_BAD_URL') {
    return new ProblemError('MALFORMED_REQUEST', [{ field: 'url', rule: 'must be percent-encoded correctly' }]);
  }
  if (String(code).startsWith('FST_ERR_CTP_')) {
    return new ProblemError('BODY_NOT_ALLOWED', [{ field: 'body', rule: 'must be absent' }]);
  }
  return new ProblemError('INTERNAL_ERROR', [{ field: 'mail-catcher', rule: 'could not answer; its log says why' }]);
}
