import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import { StoreUnavailable } from '@tidemark/event-store';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Problem } from './problem.ts';
import { problem, PROBLEM_TYPE, ProblemError } from './problem.ts';

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
  if (error instanceof StoreUnavailable) {
    return problem(
      503,
      'DATABASE_UNAVAILABLE',
      'The database did not answer in time; send the same request again, with the same Idempotency-Key if it has one.',
    );
  }
  const status = statusOf(error);
  const known = KNOWN[status];
  if (known !== undefined) return problem(status, ...known);
  if (status >= 400 && status < 500 && error instanceof Error) return problem(status, 'REQUEST_REFUSED', error.message);
  return problem(500, 'INTERNAL_ERROR', 'Something failed that should not; it is logged with this time.');
};

const KNOWN: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['BODY_UNREADABLE', 'The body is not valid JSON; send one JSON object.'],
  404: ['NOT_FOUND', 'There is nothing at this address; see /docs for what there is.'],
  405: ['METHOD_NOT_ALLOWED', 'This address does not answer to that method; see /docs.'],
  413: ['BODY_TOO_LARGE', 'The body is larger than 64 kB; send less.'],
  415: ['CONTENT_TYPE_UNSUPPORTED', 'The content type must be application/json.'],
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  // Anything can be thrown, nothing at all included.
  const statusCode = (error as { readonly statusCode?: unknown } | null | undefined)?.statusCode;
  return typeof statusCode === 'number' ? statusCode : 500;
};
