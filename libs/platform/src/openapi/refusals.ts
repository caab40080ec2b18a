import { z } from 'zod';

/** A code that a route may refuse with, as the OpenAPI document tells it. */
export interface StatedRefusal {
  readonly code: string;
  readonly status: number;
  /** What its problem has beside the members that every problem has. */
  readonly carries: z.core.$ZodLooseShape;
}

/** The member of a problem that breaks rules: each field or header, or the body as a whole, and its rule. */
export const fieldErrors = {
  errors: z.array(z.strictObject({ field: z.string().min(1), rule: z.string().min(1) })).min(1),
};

/**
 * Takes the tables that a service answers by, so that its document can say nothing else: the status of each code, and
 * what its problem carries. What comes out picks the codes of one route.
 */
export const refusalsOf =
  <Code extends string>(
    statusOf: Readonly<Record<Code, number>>,
    carriedBy: Readonly<Record<NoInfer<Code>, z.core.$ZodLooseShape>>,
  ) =>
  (...codes: readonly NoInfer<Code>[]): readonly StatedRefusal[] =>
    codes.map((code) => ({ code, status: statusOf[code], carries: carriedBy[code] }));
