interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

const kinds = {
  VALIDATION_FAILED: { status: 400, title: 'The request breaks a rule' },
  MALFORMED_JSON: { status: 400, title: 'The body is not readable JSON' },
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be read' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The content type is not supported' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key belongs to another request' },
  CHARGE_NOT_FOUND: { status: 404, title: 'The charge is not known' },
  CHARGE_NOT_CAPTURED: { status: 409, title: 'The charge took no money' },
  REFUND_EXCEEDS_CHARGE: { status: 422, title: 'The refund is larger than what is left of the charge' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  PROVIDER_UNAVAILABLE: { status: 503, title: 'The provider cannot answer at the moment' },
  INTERNAL_ERROR: { status: 500, title: 'The provider failed' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof kinds;

/** One broken rule, without the offending value: a value may be a card token. */
export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
}

/** The body of every answer that is an error (RFC 9457). A decline is an outcome, not an error, and has no such body. */
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
    const type = `urn:psp-simulator:problem:${this.code.toLowerCase().replaceAll('_', '-')}`;
    return { type, title, status, detail: `${this.message}.`, code: this.code, errors: this.errors };
  }
}

/** Names any failure as a problem. What Fastify or a parser says is not passed on, because it may quote the body. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code, statusCode } = readableParts(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ProblemError('BODY_TOO_LARGE', [{ field: 'body', rule: 'must not be larger than 64 kB' }]);
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ProblemError('UNSUPPORTED_MEDIA_TYPE', [{ field: 'Content-Type', rule: 'must be application/json' }]);
  }
  if (code === 'FST_ERR_BAD_URL') {
    return new ProblemError('MALFORMED_REQUEST', [{ field: 'url', rule: 'must be percent-encoded correctly' }]);
  }
  if (statusCode === 400) {
    return new ProblemError('MALFORMED_JSON', [{ field: 'body', rule: 'must be well-formed JSON' }]);
  }
  return new ProblemError('INTERNAL_ERROR', [
    { field: 'provider', rule: 'could not finish the request; its log says why' },
  ]);
}

function readableParts(error: unknown): { readonly code: unknown; readonly statusCode: unknown } {
  if (typeof error !== 'object' || error === null) return { code: undefined, statusCode: undefined };
  return {
    code: 'code' in error ? error.code : undefined,
    statusCode: 'statusCode' in error ? error.statusCode : undefined,
  };
}
