import type { RecordSchema } from '@tidemark/contracts';
import { z } from 'zod';

/** A message as an answer over HTTP tells it: the fields of its Avro record and its type. */
export const messageAnswer = ({ name, fields }: RecordSchema): z.ZodObject<{ type: z.ZodLiteral<string> }> => {
  const named = new Map<string, z.ZodType>();
  return z.strictObject({ type: z.literal(name), ...shapeOf(fields as readonly Field[], named) });
};

type Named = Map<string, z.ZodType>;

interface Field {
  readonly name: string;
  readonly type: AvroType;
}

type AvroType =
  | string
  | readonly AvroType[]
  | {
      readonly type: string;
      readonly name?: string;
      readonly logicalType?: string;
      readonly symbols?: readonly string[];
      readonly items?: AvroType;
      readonly fields?: readonly Field[];
    };

const shapeOf = (fields: readonly Field[], named: Named): Record<string, z.ZodType> =>
  Object.fromEntries(fields.map(({ name, type }) => [name, answerOf(type, named)]));

const answerOf = (type: AvroType, named: Named): z.ZodType => {
  if (typeof type === 'string') return named.get(type) ?? primitiveOf(type);
  if (Array.isArray(type)) return z.union((type as readonly AvroType[]).map((branch) => answerOf(branch, named)));
  const complex = type as Exclude<AvroType, string | readonly AvroType[]>;
  const answer = complexOf(complex, named);
  if (complex.name !== undefined) named.set(complex.name, answer);
  return answer;
};

const complexOf = (
  { type, logicalType, symbols = [], items = 'null', fields = [] }: Exclude<AvroType, string | readonly AvroType[]>,
  named: Named,
): z.ZodType => {
  switch (type) {
    case 'record':
      return z.strictObject(shapeOf(fields, named));
    case 'enum':
      return z.enum(symbols);
    case 'array':
      return z.array(answerOf(items, named));
    default:
      return logicalType === 'uuid' ? z.uuid() : primitiveOf(type);
  }
};

/** Fails for what no message has yet: say here how JSON tells it. */
const primitiveOf = (type: string): z.ZodType => {
  switch (type) {
    case 'string':
      return z.string();
    case 'int':
    case 'long':
      return z.int();
    case 'boolean':
      return z.boolean();
    case 'null':
      return z.null();
    default:
      throw new Error(`No answer tells an Avro ${type} yet; say in messageAnswer how JSON does.`);
  }
};
