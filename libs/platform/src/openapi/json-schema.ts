import { z } from 'zod';

/** JSON Schema 2020-12, which is what OpenAPI 3.1 takes. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A format says it all; the library's pattern beside it is long and says the same. */
const TOLD_BY_FORMAT: ReadonlySet<unknown> = new Set(['uuid', 'date-time', 'email', 'uri']);

/** What a schema takes (`input`) or gives (`output`). */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (TOLD_BY_FORMAT.has(jsonSchema.format)) delete jsonSchema.pattern;
    },
  });
  return json;
};
