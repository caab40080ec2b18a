import { z } from 'zod';
import type { PlatformCode } from '../http/problem.ts';
import { platformStatus, PROBLEM_TYPE, titleOf, typeOf } from '../http/problem.ts';
import type { JsonSchema } from './json-schema.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { StatedRefusal } from './refusals.ts';
import { fieldErrors, refusalsOf } from './refusals.ts';

/** What the problems of the platform's own codes carry. */
const carriedBy = {
  BODY_UNREADABLE: fieldErrors,
  INPUT_INVALID: fieldErrors,
  IDEMPOTENCY_KEY_INVALID: fieldErrors,
  NOT_FOUND: {},
  METHOD_NOT_ALLOWED: {},
  REQUEST_IN_FLIGHT: {},
  BODY_TOO_LARGE: fieldErrors,
  CONTENT_TYPE_UNSUPPORTED: fieldErrors,
  IDEMPOTENCY_KEY_REUSED: fieldErrors,
  INTERNAL_ERROR: {},
  DATABASE_UNAVAILABLE: {},
  OVERLOADED: {},
} as const satisfies Readonly<Record<PlatformCode, z.core.$ZodLooseShape>>;

/** Codes of the platform, for routes that refuse with them by themselves. */
export const platformRefusals = refusalsOf<PlatformCode>(platformStatus, carriedBy);

/** The problem of one code; nothing else has that code. */
export const problemSchema = ({ code, status, carries }: StatedRefusal): JsonSchema =>
  jsonSchemaOf(
    z.strictObject({
      type: z.literal(typeOf(code)),
      title: z.literal(titleOf(code)),
      status: z.literal(status),
      code: z.literal(code),
      detail: z.string().min(1),
      ...carries,
    }),
    'output',
  );

/** The content of one status: a problem of one of these codes, told apart by its code. */
export const problemContent = (codes: readonly string[]): JsonSchema => ({
  [PROBLEM_TYPE]: {
    schema: {
      type: 'object',
      required: ['code'],
      properties: { code: { type: 'string', enum: codes } },
      discriminator: { propertyName: 'code' },
      oneOf: codes.map((code) => ({ $ref: `#/components/schemas/${code}` })),
    },
  },
});
