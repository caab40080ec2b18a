import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import type { FieldError } from './problem.ts';
import { platformProblem, ProblemError } from './problem.ts';

/** Lets through what the schema accepts; all else is one 400 that names each field and its rule. */
export class Valid<Output> implements PipeTransform<unknown, Output> {
  /** Read by the OpenAPI document too: what is let through is what is described. */
  readonly schema: z.ZodType<Output>;

  constructor(schema: z.ZodType<Output>) {
    this.schema = schema;
  }

  /** What is wrong as a whole is named `body`, or by the name of the one parameter that was asked for. */
  transform(value: unknown, { type, data }: Partial<ArgumentMetadata> = {}): Output {
    const parsed = this.schema.safeParse(value);
    const broken = parsed.success ? notStorable(parsed.data, []) : parsed.error.issues.flatMap(brokenRules);
    if (parsed.success && broken.length === 0) return parsed.data;
    const whole = data ?? (type === 'query' ? 'query' : 'body');
    const errors = broken.map(({ path, rule }): FieldError => ({ field: fieldOf(path) || whole, rule }));
    const [first] = errors;
    const detail = first === undefined ? 'The input breaks a rule.' : `${first.field}: ${first.rule}.`;
    throw new ProblemError(platformProblem('INPUT_INVALID', detail, { errors }));
  }
}

interface BrokenRule {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
}

const brokenRules = (issue: z.core.$ZodIssue): readonly BrokenRule[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], rule: 'unknown property; leave it out' }));
  }
  // A schema without words of its own for this: the library's would name its own types.
  const wordless = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input');
  return [{ path: issue.path, rule: wordless ? `must be of type ${issue.expected}` : issue.message }];
};

/** Text that is text everywhere but in the database: found here, it is the sender's to mend and not a failure of ours. */
const notStorable = (value: unknown, path: readonly PropertyKey[]): readonly BrokenRule[] => {
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed()
      ? [{ path, rule: 'must hold neither U+0000 nor half a surrogate pair' }]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    notStorable(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

/** As one would write it in code: `lines[0].quantity`. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./u, '');
