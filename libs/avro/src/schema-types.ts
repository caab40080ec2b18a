import { schemas } from '@tidemark/contracts/schemas';
import type { MessageType, RecordSchema } from '@tidemark/contracts';
import avro from 'avsc';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A string that is a UUID; avsc leaves every logical type to its user. */
class UuidType extends avro.types.LogicalType {
  protected override _fromValue(value: unknown): string {
    if (typeof value === 'string' && uuid.test(value)) return value;
    throw new TypeError('a uuid field holds no UUID');
  }

  /** `undefined` is how a logical type says to avsc that a value is not its own. */
  protected override _toValue(value: unknown): string | undefined {
    return typeof value === 'string' && uuid.test(value) ? value : undefined;
  }

  protected override _resolve(writer: avro.Type): ((value: unknown) => string) | undefined {
    return writer.typeName === 'string' ? (value) => this._fromValue(value) : undefined;
  }
}

/**
 * A number for a long, exact up to the last safe integer. The type that avsc brings doubles a value while it writes and
 * reads, in floating point, and gives back another number for negative ones beyond 2^52.
 */
const longType = avro.types.LongType.__with({
  fromBuffer(bytes: Buffer): number {
    const value = Number(bytes.readBigInt64LE());
    if (!Number.isSafeInteger(value)) throw new RangeError('a long is no safe integer');
    return value;
  },
  toBuffer(value: number): Buffer {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: (value: number) => value,
  toJSON: (value: number) => value,
  isValid: (value: unknown) => Number.isSafeInteger(value),
  compare: (one: number, other: number) => Math.sign(one - other),
});

const isLong = (schema: unknown): boolean =>
  schema === 'long' || (typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'long');

type AvscSchema = Parameters<typeof avro.Type.forSchema>[0];

/** One of our own schemas: its logical types are checked when a value is read or written. */
export const readerTypeOf = (schema: RecordSchema): avro.Type =>
  avro.Type.forSchema(JSON.parse(JSON.stringify(schema)) as AvscSchema, {
    logicalTypes: { uuid: UuidType },
    typeHook: (part) => (isLong(part) ? longType : undefined),
    omitRecordMethods: true,
  });

/** A schema as some writer had it: only where the bytes of each value end matters, so logical types are left out. */
export const writerTypeOf = (schemaText: string): avro.Type =>
  avro.Type.forSchema(JSON.parse(schemaText) as AvscSchema, { logicalTypes: {}, omitRecordMethods: true });

export const messageTypes = Object.keys(schemas) as readonly MessageType[];

/** The published language as one program has it: its schema of each message. Two programs may have two versions of it. */
export type Language = Readonly<Record<MessageType, RecordSchema>>;

/** The full name by which a writer's record is matched with ours: `tidemark.order.v1.OrderPlaced`. */
export const fullNameOf = ({ namespace, name }: RecordSchema): string => `${namespace}.${name}`;
