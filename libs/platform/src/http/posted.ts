import { createHash } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Cause } from '@tidemark/kernel';
import type { FastifyRequest } from 'fastify';
import { newId, newTraceparent } from '../identifiers.ts';
import { platformProblem, ProblemError } from './problem.ts';

/** A POST that changes something: who asks, and the key under which the same request is known again. */
export interface PostedRequest {
  readonly cause: Cause;
  readonly idempotency: { readonly route: string; readonly key: string; readonly bodyHash: string };
}

/** What an Idempotency-Key may be. */
export const KEY = /^[\x21-\x7e]{1,200}$/u;
/** W3C Trace Context, version 00; ids of zeros alone are nobody's. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/u;

/** Exported to be known by: a route that reads its request so has an Idempotency-Key. */
export const readPosted = (actor: string, context: ExecutionContext): PostedRequest =>
  postedRequest(context.switchToHttp().getRequest<FastifyRequest>(), actor);

/** The parameter of a controller's POST. Without a usable Idempotency-Key the request ends with 400. */
export const Posted = createParamDecorator(readPosted);

/** Reads what makes a POST repeatable. */
export const postedRequest = (request: FastifyRequest, actor: string): PostedRequest => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    throw new ProblemError(
      missing('is required: send a new one per intent, and the same one when you repeat the request'),
    );
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ProblemError(missing('must be 1 to 200 visible ASCII characters'));
  }
  const messageId = newId();
  return {
    cause: { messageId, correlationId: messageId, traceparent: traceparentOf(request), actor },
    idempotency: {
      route: routeOf(request),
      key,
      bodyHash: createHash('sha256')
        .update(JSON.stringify(request.body ?? null))
        .digest('base64url'),
    },
  };
};

const missing = (rule: string) =>
  platformProblem('IDEMPOTENCY_KEY_INVALID', `Idempotency-Key: ${rule}.`, {
    errors: [{ field: 'Idempotency-Key', rule }],
  });

/**
 * The operation that a key belongs to: its template and what fills it. Neither a query nor another spelling of the same
 * address makes it another.
 */
const routeOf = ({ method, routeOptions, params }: FastifyRequest): string =>
  [method, routeOptions.url ?? '', ...Object.values(params as Readonly<Record<string, string>>)].join(' ');

const traceparentOf = ({ headers }: FastifyRequest): string => {
  const given = headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : newTraceparent();
};
