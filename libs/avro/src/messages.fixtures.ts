import type { Message, MessageType } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import fc from 'fast-check';
import { UnknownSchema } from './errors.ts';
import type { Registry } from './registry.ts';
import { numberedSchemaRows, schemaIdsOf } from './schema-rows.ts';
import type { SchemaIds } from './schema-rows.ts';
import { messageTypes } from './schema-types.ts';

type Json = Readonly<Record<string, unknown>>;

const valuesOf = (type: unknown): fc.Arbitrary<unknown> => {
  if (Array.isArray(type)) return fc.option(valuesOf(type[1]), { nil: null });
  if (typeof type === 'string') return valuesOf({ type });
  const schema = type as Json;
  switch (schema['type']) {
    case 'string':
      return schema['logicalType'] === 'uuid' ? fc.uuid() : fc.string({ unit: 'binary', maxLength: 30 });
    case 'int':
      return fc.integer();
    case 'long':
      return fc.maxSafeInteger();
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...(schema['symbols'] as readonly string[]));
    case 'array':
      return fc.array(valuesOf(schema['items']), { maxLength: 10 });
    case 'map':
      return fc.dictionary(fc.string(), valuesOf(schema['values']), { noNullPrototype: true });
    case 'record':
      return recordOf(schema['fields'] as readonly Json[]);
    default:
      throw new TypeError(`No values are known for ${JSON.stringify(type)}.`);
  }
};

const recordOf = (fields: readonly Json[]): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(fields.map((field) => [String(field['name']), valuesOf(field['type'])])), {
    noNullPrototype: true,
  });

/** Every message of a type that its schema allows. */
export const messagesOf = (type: MessageType): fc.Arbitrary<Message> =>
  recordOf(schemas[type].fields as readonly Json[]).map((fields) => ({ type, ...fields }) as Message);

/** Every message of the contracts. */
export const anyMessage: fc.Arbitrary<Message> = fc.constantFrom(...messageTypes).chain(messagesOf);

export const orderId = '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a11';

/** The ids that a codec without history knows. */
export const numberedIds: SchemaIds = schemaIdsOf(numberedSchemaRows());

/** A registry that has the given schemas and remembers what it was asked. */
export const registryWith = (
  known: Readonly<Record<number, object | string>>,
): Registry & { readonly asked: number[] } => {
  const asked: number[] = [];
  return {
    asked,
    async schemaText(schemaId, topic) {
      asked.push(schemaId);
      const schema = known[schemaId];
      if (schema === undefined) throw new UnknownSchema(topic, schemaId);
      return typeof schema === 'string' ? schema : JSON.stringify(schema);
    },
  };
};
