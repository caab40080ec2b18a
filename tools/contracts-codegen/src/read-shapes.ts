import { isJsonObject } from './contract.ts';
import type { EnumShape, Field, FieldType, JsonObject, RecordShape } from './contract.ts';
import type { SchemaSource } from './schema-source.ts';

/** What is declared while reading: nested shapes, in the order of the file. */
export interface Reading {
  readonly source: SchemaSource;
  readonly message: string;
  readonly nested: (RecordShape | EnumShape)[];
}

const primitives = ['string', 'int', 'long', 'boolean'] as const;
const logicalTypes: Readonly<Record<string, string>> = { uuid: 'string', 'timestamp-millis': 'long' };
const subset =
  'string, int, long, boolean, enum, array, map, record, ["null", X], and the logical types uuid and timestamp-millis';

export const nameOf = (schema: JsonObject, source: SchemaSource): string => {
  const name = schema['name'];
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
    return source.refuse(`The name ${JSON.stringify(name)} is none that can be generated; use letters and digits.`);
  }
  return name;
};

const docOf = (schema: JsonObject, what: string, source: SchemaSource): string => {
  const doc = schema['doc'];
  if (typeof doc === 'string' && doc.trim() !== '') return doc;
  return source.refuse(`${what} has no doc; say in a sentence what it means.`, nameOf(schema, source));
};

const onlyAttributes = (schema: JsonObject, known: readonly string[], where: string, source: SchemaSource): void => {
  const stranger = Object.keys(schema).find((attribute) => !known.includes(attribute));
  if (stranger !== undefined) {
    const name = schema['name'];
    source.refuse(`${where} has the attribute "${stranger}", which no contract may use.`, String(name));
  }
};

/** Reads a record with all its fields. Refuses what has no doc, and every attribute that the generator does not know. */
export const readRecord = (schema: JsonObject, attributes: readonly string[], reading: Reading): RecordShape => {
  const { source } = reading;
  const name = nameOf(schema, source);
  source.declare(name);
  const doc = docOf(schema, `Record ${name}`, source);
  onlyAttributes(schema, ['type', 'name', 'doc', 'fields', ...attributes], `Record ${name}`, source);
  const fields = schema['fields'];
  if (!Array.isArray(fields) || fields.length === 0) return source.refuse(`Record ${name} has no fields.`, name);
  return { kind: 'record', name, doc, fields: fields.map((field) => readField(field, name, reading)) };
};

const readField = (schema: unknown, record: string, reading: Reading): Field => {
  const { source } = reading;
  if (!isJsonObject(schema)) return source.refuse(`A field of ${record} is no object.`, record);
  const name = nameOf(schema, source);
  const where = `Field ${record}.${name}`;
  const doc = docOf(schema, where, source);
  onlyAttributes(schema, ['name', 'doc', 'type', 'default'], where, source);
  const type = readType(schema['type'], where, name, reading);
  if (type.kind === 'nullable' && schema['default'] !== null) {
    source.refuse(`${where} is nullable without "default": null; readers of older records need it.`, name);
  }
  return { name, doc, type };
};

const readType = (schema: unknown, where: string, field: string, reading: Reading): FieldType => {
  const { source } = reading;
  if (Array.isArray(schema)) return readNullable(schema, where, field, reading);
  if (typeof schema === 'string') {
    const primitive = primitives.find((known) => known === schema);
    if (primitive !== undefined) return { kind: primitive };
    if (source.declaresHere(schema) && schema !== reading.message) return { kind: 'named', name: schema };
  }
  if (isJsonObject(schema)) {
    switch (schema['type']) {
      case 'array':
        onlyAttributes(schema, ['type', 'items'], where, source);
        return { kind: 'array', items: readType(schema['items'], where, field, reading) };
      case 'map':
        onlyAttributes(schema, ['type', 'values'], where, source);
        return { kind: 'map', values: readType(schema['values'], where, field, reading) };
      case 'record':
        return readNested(readRecord(schema, [], reading), field, reading);
      case 'enum':
        return readNested(readEnum(schema, reading), field, reading);
      default:
        return readLogical(schema, where, field, reading);
    }
  }
  return source.refuse(`${where} has the type ${JSON.stringify(schema)}; a contract may use ${subset}.`, field);
};

const readNullable = (union: readonly unknown[], where: string, field: string, reading: Reading): FieldType => {
  if (union.length === 2 && union[0] === 'null' && !Array.isArray(union[1]) && union[1] !== 'null') {
    return { kind: 'nullable', of: readType(union[1], where, field, reading) };
  }
  const sentence = `${where} is the union ${JSON.stringify(union)}; the only union a contract may use is ["null", X].`;
  return reading.source.refuse(sentence, field);
};

const readNested = (shape: RecordShape | EnumShape, field: string, reading: Reading): FieldType => {
  if (!shape.name.startsWith(reading.message)) {
    const sentence = `The name ${shape.name} does not begin with ${reading.message}, the message it belongs to.`;
    reading.source.refuse(sentence, shape.name);
  }
  reading.nested.push(shape);
  return { kind: 'named', name: shape.name };
};

const readEnum = (schema: JsonObject, { source }: Reading): EnumShape => {
  const name = nameOf(schema, source);
  source.declare(name);
  const doc = docOf(schema, `Enum ${name}`, source);
  onlyAttributes(schema, ['type', 'name', 'doc', 'symbols', 'default'], `Enum ${name}`, source);
  const symbols: unknown = schema['symbols'];
  if (!Array.isArray(symbols) || symbols.length === 0) return source.refuse(`Enum ${name} has no symbols.`, name);
  return { kind: 'enum', name, doc, symbols: symbols.map((symbol) => upperSnake(symbol, name, source)) };
};

const upperSnake = (symbol: unknown, name: string, source: SchemaSource): string =>
  typeof symbol === 'string' && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(symbol)
    ? symbol
    : source.refuse(`Enum ${name} has the symbol ${JSON.stringify(symbol)}; symbols are UPPER_SNAKE.`, name);

const readLogical = (schema: JsonObject, where: string, field: string, reading: Reading): FieldType => {
  const { source } = reading;
  onlyAttributes(schema, ['type', 'logicalType'], where, source);
  const logical = schema['logicalType'];
  const known = typeof logical === 'string' && logicalTypes[logical] === schema['type'];
  if (logical === undefined || known) return readType(schema['type'], where, field, reading);
  const sentence = `${where} is ${JSON.stringify(schema)}; the logical types are uuid on string and timestamp-millis on long.`;
  return source.refuse(sentence, field);
};
