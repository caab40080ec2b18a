import { z } from 'zod';
import { operatorRequest } from '../http/operator.ts';

const LONGEST_LIST = 100;
/** Letters in one request, all in one transaction. */
const MOST_AT_ONCE = 500;
const LONGEST_BYTES = 48 * 1024;

const text = (longest: number) =>
  z.string('must be text').trim().min(1, 'must not be empty').max(longest, `must be at most ${longest} characters`);

export const deadLetterId = z.uuid('must be the id of a dead letter, a UUID');

const statuses = ['open', 'held', 'handled', 'discarded'] as const;

const instant = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' });

/** What dead letters are chosen by; each that is given must fit. */
const filter = z.strictObject({
  status: z.enum(statuses, `must be one of ${statuses.join(', ')}`).default('open'),
  consumer: text(200).optional(),
  topic: text(250).optional(),
  key: text(1_024).optional(),
  code: text(256).optional(),
  since: instant.optional(),
  until: instant.optional(),
});

export type DeadLetterFilter = z.infer<typeof filter>;

/** The query of GET /operations/dead-letters. */
export const listQuery = filter.extend({
  after: deadLetterId.optional(),
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(LONGEST_LIST, `must be at most ${String(LONGEST_LIST)}`)
    .default(20),
});

export type ListQuery = z.infer<typeof listQuery>;

/** Either the message, to be written with the schema of its type, or bytes as they are. */
export const editRequest = z.union(
  [
    operatorRequest.extend({ message: z.looseObject({ type: text(100) }) }),
    operatorRequest.extend({
      base64: z.base64('must be base64').max(LONGEST_BYTES, `must be at most ${String(LONGEST_BYTES)} characters`),
    }),
  ],
  'must have actor, reason, and either message or base64',
);

export type EditRequest = z.infer<typeof editRequest>;

const chosen = {
  ids: z
    .array(deadLetterId)
    .min(1, 'must name at least one')
    .max(MOST_AT_ONCE, `must name at most ${String(MOST_AT_ONCE)}`)
    .optional(),
  /** Of the open ones that fit, the oldest. */
  filter: filter.omit({ status: true }).optional(),
  atMost: z
    .int()
    .min(1, 'must be at least 1')
    .max(MOST_AT_ONCE, `must be at most ${String(MOST_AT_ONCE)}`)
    .default(100),
};

const oneOfBoth = ({ ids, filter: by }: { ids?: unknown; filter?: unknown }): boolean =>
  (ids === undefined) !== (by === undefined);

const WHICH = { error: 'must have either ids or filter', path: ['ids'] };

export const discardManyRequest = operatorRequest.extend(chosen).refine(oneOfBoth, WHICH);

export const redriveManyRequest = operatorRequest
  .extend({
    ...chosen,
    perSecond: z.number().min(0.01, 'must be at least 0.01').max(1_000, 'must be at most 1000').default(10),
  })
  .refine(oneOfBoth, WHICH);

export type ManyRequest = z.infer<typeof discardManyRequest>;
export type RedriveManyRequest = z.infer<typeof redriveManyRequest>;
