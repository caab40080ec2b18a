import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import { isRefusal, isUnreachable, StoreUnavailable } from '@tidemark/event-store';
import type { FastifyReply } from 'fastify';
import pg from 'pg';
import type { Logger } from 'pino';
import { QueryFailedError } from 'typeorm';
import type { FieldError, PlatformCode, Problem } from './problem.ts';
import { platformProblem, platformStatus, problem, PROBLEM_TYPE, ProblemError } from './problem.ts';

/** Turns whatever ends a request into one problem-details answer; what nobody expected is logged and told as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const stated = statedProblem(error);
    if (stated.status >= 500) this.#log.error({ err: error }, 'a request failed');
    const headers = error instanceof ProblemError ? error.headers : {};
    void reply
      .status(stated.status)
      .headers({ ...(stated.status === 503 ? { 'retry-after': '1' } : {}), ...headers })
      .type(PROBLEM_TYPE)
      .send(stated);
  }
}

/** The problem that an error stands for. */
export const statedProblem = (error: unknown): Problem => {
  if (error instanceof ProblemError) return error.problem;
  if (isUnavailable(error)) {
    return platformProblem(
      'DATABASE_UNAVAILABLE',
      'The database did not answer in time; send the same request again, with the same Idempotency-Key if it has one.',
    );
  }
  const status = statusOf(error);
  const known = KNOWN.find(({ code }) => platformStatus[code] === status);
  if (known !== undefined) return platformProblem(known.code, known.detail, known.errors && { errors: known.errors });
  if (status >= 400 && status < 500 && error instanceof Error) return problem(status, 'REQUEST_REFUSED', error.message);
  return platformProblem('INTERNAL_ERROR', 'Something failed that should not; it is logged with this time.');
};

/** The store says so itself; TypeORM and the driver, which plain reads go through, are asked what they mean. */
const isUnavailable = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable || isUnreachable(error)) return true;
  const said: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return isUnreachable(said) || (said instanceof pg.DatabaseError && !isRefusal(said));
};

/** What the framework refuses before a controller sees it. Where a part of the request breaks a rule, both are named. */
interface KnownRefusal {
  readonly code: PlatformCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

const breaking = (code: PlatformCode, field: string, rule: string): KnownRefusal => ({
  code,
  detail: `${field}: ${rule}.`,
  errors: [{ field, rule }],
});

const KNOWN: readonly KnownRefusal[] = [
  breaking('BODY_UNREADABLE', 'body', 'must be one JSON object'),
  { code: 'NOT_FOUND', detail: 'There is nothing at this address; see /docs for what there is.' },
  { code: 'METHOD_NOT_ALLOWED', detail: 'This address does not answer to that method; see /docs.' },
  breaking('BODY_TOO_LARGE', 'body', 'must be at most 64 kB'),
  breaking('CONTENT_TYPE_UNSUPPORTED', 'Content-Type', 'must be application/json'),
];

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  // Anything can be thrown, nothing at all included.
  const statusCode = (error as { readonly statusCode?: unknown } | null | undefined)?.statusCode;
  return typeof statusCode === 'number' ? statusCode : 500;
};
