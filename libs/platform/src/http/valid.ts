import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import type { FieldError } from './problem.ts';
import { problem, ProblemError } from './problem.ts';

/** Lets through what the schema accepts; all else is one 400 that names each field and its rule. */
export class Valid<Output> implements PipeTransform<unknown, Output> {
  readonly #schema: z.ZodType<Output>;

  constructor(schema: z.ZodType<Output>) {
    this.#schema = schema;
  }

  transform(value: unknown): Output {
    const parsed = this.#schema.safeParse(value);
    const errors = parsed.success ? notStorable(parsed.data, []) : parsed.error.issues.flatMap(fieldErrors);
    if (parsed.success && errors.length === 0) return parsed.data;
    const [first] = errors;
    const detail = first === undefined ? 'The input breaks a rule.' : `${first.field}: ${first.rule}.`;
    throw new ProblemError(problem(400, 'INPUT_INVALID', detail, { errors }));
  }
}

/** The schema of a body for the OpenAPI document. */
export const openApiSchema = (schema: z.ZodType): object => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });
  return json;
};

const fieldErrors = (issue: z.core.$ZodIssue): readonly FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), rule: 'unknown property; leave it out' }));
  }
  return [{ field: fieldOf(issue.path), rule: issue.message }];
};

/** Text that is text everywhere but in the database: found here, it is the sender's to mend and not a failure of ours. */
const notStorable = (value: unknown, path: readonly PropertyKey[]): readonly FieldError[] => {
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed()
      ? [{ field: fieldOf(path), rule: 'must hold neither U+0000 nor half a surrogate pair' }]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    notStorable(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'body'
    : path
        .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./u, '');
