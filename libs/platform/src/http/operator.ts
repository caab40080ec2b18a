import { z } from 'zod';
import type { PostedRequest } from './posted.ts';

const text = (longest: number) =>
  z.string('must be text').trim().min(1, 'must not be empty').max(longest, `must be at most ${longest} characters`);

/** Nobody checks who it is: there is no authentication yet. It is recorded as it is said. */
const actor = text(60).regex(
  /^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u,
  'must be a name of letters, digits, spaces and . _ @ -',
);

/** What the body of every operator's wish says: who asks, and why. */
export const operatorRequest = z.strictObject({ actor, reason: text(500) });

export type OperatorRequest = z.infer<typeof operatorRequest>;

/** The name goes wherever the cause goes: journal, facts, messages. The prefix keeps it from passing for a service. */
export const askedBy = (request: PostedRequest, { actor: name }: OperatorRequest): PostedRequest => ({
  ...request,
  cause: { ...request.cause, actor: `operator:${name}` },
});
