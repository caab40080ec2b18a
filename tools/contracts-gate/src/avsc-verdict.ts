import avro from 'avsc';

/** An Avro schema as JSON: an object, a name, or a union. */
export type SchemaJson = object | string;

export const avscTypeOf = (schema: SchemaJson): avro.Type =>
  avro.Type.forSchema(structuredClone(schema) as Parameters<typeof avro.Type.forSchema>[0], { logicalTypes: {} });

/** Why avsc, which our services read with, cannot read what the writer writes; undefined when it can. */
export const avscRefusal = (reader: SchemaJson, writer: SchemaJson): string | undefined => {
  try {
    avscTypeOf(reader).createResolver(avscTypeOf(writer));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
