import type { Message, MessageType } from '@tidemark/contracts';
import type avro from 'avsc';
import { IncompatibleSchema, MalformedMessage, UnknownMessage } from './errors.ts';
import type { Limits } from './limits.ts';
import { measureOf } from './measure.ts';
import { plainOf } from './plain.ts';
import { Scan, ScanFailure } from './scan.ts';
import type { Language } from './schema-types.ts';
import { fullNameOf, messageTypes, readerTypeOf, writerTypeOf } from './schema-types.ts';
import { headerBytes } from './wire-format.ts';

/** Reads the records of one writer's schema. */
export type Reading = (bytes: Buffer, topic: string) => Message;

interface Reader {
  readonly type: MessageType;
  readonly avroType: avro.Type;
  readonly plain: (value: never) => unknown;
}

/** The readers of a language, by the full names of its records. */
export type Readers = ReadonlyMap<string, Reader>;

export const readersOf = (language: Language): Readers =>
  new Map(
    messageTypes.map((type) => {
      const avroType = readerTypeOf(language[type]);
      const plain = plainOf(avroType) ?? ((value: never) => value);
      return [fullNameOf(language[type]), { type, avroType, plain }];
    }),
  );

/** Prepares, once for a writer's schema, all that reading its records needs; what cannot be read fails for each record. */
export const readingOf = (readers: Readers, schemaId: number, schemaText: string, limits: Limits): Reading => {
  let writer: avro.Type;
  try {
    writer = writerTypeOf(schemaText);
  } catch (error) {
    return incompatible(schemaId, error);
  }
  const recordName = writer.name ?? writer.typeName;
  const reader = readers.get(recordName);
  if (reader === undefined) {
    return (_, topic) => {
      throw new UnknownMessage(topic, schemaId, recordName);
    };
  }
  try {
    return boundedReading(writer, reader, reader.avroType.createResolver(writer), limits);
  } catch (error) {
    return incompatible(schemaId, error);
  }
};

const incompatible =
  (schemaId: number, cause: unknown): Reading =>
  (_, topic) => {
    throw new IncompatibleSchema(topic, schemaId, reasonOf(cause), { cause });
  };

type Resolver = ReturnType<avro.Type['createResolver']>;

const boundedReading = (
  writer: avro.Type,
  { type, avroType, plain }: Reader,
  resolver: Resolver,
  limits: Limits,
): Reading => {
  const measure = measureOf(writer);
  return (bytes, topic) => {
    try {
      const scan = new Scan(bytes, headerBytes, limits);
      measure(scan, 0);
      if (scan.remaining > 0) throw new ScanFailure(`${scan.remaining} bytes follow the record`);
      const decoded = avroType.decode(bytes, headerBytes, resolver) as { readonly value: unknown };
      return { type, ...(plain(decoded.value as never) as object) } as Message;
    } catch (error) {
      throw new MalformedMessage(topic, reasonOf(error), { cause: error });
    }
  };
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
