import type { z } from 'zod';

/** One environment variable as one program reads it. */
export interface Variable {
  readonly name: string;
  readonly meaning: string;
  /** What it is when it is not set; undefined when nothing stands for it. */
  readonly fallback: string | undefined;
  readonly isRequired: boolean;
  readonly usedBy: string;
}

/** The variables of a program, as the schema that parses them says. Fails for one that does not say what it means. */
export const variablesOf = (usedBy: string, schema: z.ZodObject): readonly Variable[] =>
  Object.entries(schema.shape).map(([name, field]) => {
    const variable = field as z.ZodType;
    const meaning = variable.description;
    if (meaning === undefined) {
      throw new Error(`${name} of ${usedBy} does not say what it means: add .describe('…') to its schema.`);
    }
    const absent = variable.safeParse(undefined);
    const fallback = absent.data === undefined ? undefined : JSON.stringify(absent.data).replaceAll('"', '');
    return { name, meaning, fallback, isRequired: !absent.success, usedBy };
  });
