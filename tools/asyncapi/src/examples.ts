import { createHash } from 'node:crypto';
import type { Contract } from '@tidemark/contracts-codegen';

/** What a field of this name holds in an example. Amounts fit each other: two lamps at 25.00. */
const byName: Readonly<Record<string, unknown>> = {
  customerId: 'customer-1',
  emailAddress: 'ada@example.com',
  sku: 'lamp',
  quantity: 2,
  requested: 2,
  available: 1,
  unitPriceMinor: 2_500,
  totalMinor: 5_000,
  amountMinor: 5_000,
  currency: 'EUR',
  cardToken: 'tok_approved',
  declineCode: 'insufficient_funds',
  recipient: 'Ada Lovelace',
  street: 'Main Street 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  trackingCode: 'TM-0001',
};

const primitives: Readonly<Record<string, (field: string) => unknown>> = {
  string: (field) => field.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`),
  int: () => 1,
  long: () => 1,
  boolean: () => true,
};

/** One example of a message as a reader has it after decoding, made of its schema: the same schema gives the same one. */
export const exampleOf = ({ schema }: Pick<Contract, 'schema'>): Readonly<Record<string, unknown>> =>
  exampleOfRecord(schema, new Map());

type Schema = Readonly<Record<string, unknown>>;

const exampleOfRecord = (schema: Schema, named: Map<string, Schema>): Readonly<Record<string, unknown>> => {
  named.set(String(schema['name']), schema);
  const fields = schema['fields'] as readonly Schema[];
  return Object.fromEntries(
    fields.map(({ name, type }) => [String(name), exampleOfType(type as SchemaType, String(name), named)]),
  );
};

type SchemaType = string | Schema | readonly SchemaType[];

const isUnion = (type: SchemaType): type is readonly SchemaType[] => Array.isArray(type);

const exampleOfType = (type: SchemaType, field: string, named: Map<string, Schema>): unknown => {
  if (isUnion(type)) return exampleOfType(type.find((branch) => branch !== 'null') ?? 'null', field, named);
  const schema = typeof type === 'string' ? (named.get(type) ?? { type }) : type;
  if (schema['logicalType'] === 'uuid') return uuidOf(field);
  if (schema['logicalType'] === 'timestamp-millis') return Date.UTC(2026, 0, 5, 9);
  switch (schema['type']) {
    case 'record':
      return exampleOfRecord(schema, named);
    case 'enum':
      named.set(String(schema['name']), schema);
      return (schema['symbols'] as readonly string[])[0];
    case 'array':
      return [exampleOfType(schema['items'] as SchemaType, field, named)];
    case 'map':
      return { [field]: exampleOfType(schema['values'] as SchemaType, field, named) };
    default:
      return byName[field] ?? primitives[String(schema['type'])]?.(field) ?? null;
  }
};

/** Of the form of version 7; the same field has the same in every example. */
export const uuidOf = (field: string): string => {
  const digits = createHash('sha256').update(field).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), `7${digits.slice(12, 15)}`, `8${digits.slice(15, 18)}`]
    .concat(digits.slice(18, 30))
    .join('-');
};
