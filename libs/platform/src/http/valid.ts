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
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.flatMap(fieldErrors);
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

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'body'
    : path
        .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./u, '');
