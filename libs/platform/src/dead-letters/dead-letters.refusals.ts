import { z } from 'zod';
import type { Problem } from '../http/problem.ts';
import { problem } from '../http/problem.ts';
import { refusalsOf } from '../openapi/refusals.ts';
import type { DeadLetterRejection } from './dead-letter.decider.ts';

/** Why a request about a dead letter was refused. */
export type DeadLetterRefusal = DeadLetterRejection | { readonly code: 'CONSUMER_UNKNOWN'; readonly consumer: string };

type Code = DeadLetterRefusal['code'];

const statusOf = {
  DEAD_LETTER_UNKNOWN: 404,
  DEAD_LETTER_NOT_OPEN: 409,
  CONSUMER_UNKNOWN: 409,
} as const satisfies Readonly<Record<Code, number>>;

const detailOf = {
  DEAD_LETTER_UNKNOWN: 'There is no dead letter with this id.',
  DEAD_LETTER_NOT_OPEN:
    'It is being tried again, was handled, or was discarded; only an open dead letter can be changed.',
  CONSUMER_UNKNOWN:
    'This program does not have the consumer that could not handle it, so nobody would; discard it, or start one that has.',
} as const satisfies Readonly<Record<Code, string>>;

const carriedBy = {
  DEAD_LETTER_UNKNOWN: {},
  DEAD_LETTER_NOT_OPEN: { letter: z.enum(['held', 'handled', 'discarded']) },
  CONSUMER_UNKNOWN: { consumer: z.string() },
} as const satisfies Readonly<Record<Code, z.core.$ZodLooseShape>>;

export const refusing = refusalsOf<Code>(statusOf, carriedBy);

export const problemOf = (refusal: DeadLetterRefusal): Problem =>
  problem(statusOf[refusal.code], refusal.code, detailOf[refusal.code], valuesOf(refusal));

/** A problem has a `status` of its own, so the letter's goes by another name. */
const valuesOf = (refusal: DeadLetterRefusal): Readonly<Record<string, unknown>> => {
  switch (refusal.code) {
    case 'DEAD_LETTER_UNKNOWN':
      return {};
    case 'DEAD_LETTER_NOT_OPEN':
      return { letter: refusal.status };
    case 'CONSUMER_UNKNOWN':
      return { consumer: refusal.consumer };
  }
};
