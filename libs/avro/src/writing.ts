import type { Message, MessageType } from '@tidemark/contracts';
import avro from 'avsc';
import { InvalidMessage } from './errors.ts';
import type { Limits } from './limits.ts';
import { measureOf } from './measure.ts';
import type { Measure } from './measure.ts';
import { Scan, ScanFailure } from './scan.ts';
import type { Language } from './schema-types.ts';
import { messageTypes, readerTypeOf } from './schema-types.ts';
import { headerBytes } from './wire-format.ts';

interface Writer {
  readonly avroType: avro.Type;
  readonly measure: Measure;
}

export type Writers = ReadonlyMap<MessageType, Writer>;

export const writersOf = (language: Language): Writers =>
  new Map(
    messageTypes.map((type) => {
      const avroType = readerTypeOf(language[type]);
      return [type, { avroType, measure: measureOf(avroType) }];
    }),
  );

/**
 * The bytes of a message, without the schema id.
 *
 * Fails with {@link InvalidMessage}, which names the field that does not keep the contract, and for a message beyond the
 * limits: what is written must be readable.
 */
export const bodyOf = (writers: Writers, message: Message, limits: Limits): Buffer => {
  const writer = writers.get(message.type);
  if (writer === undefined) throw new InvalidMessage(message.type, 'type', 'names no message of the contracts');
  const body = written(message, writer.avroType);
  if (body.length + headerBytes > limits.bytes) {
    throw new InvalidMessage(message.type, '', `has ${body.length} bytes, and ${limits.bytes} are the limit`);
  }
  try {
    writer.measure(new Scan(body, 0, limits), 0);
  } catch (error) {
    if (!(error instanceof ScanFailure)) throw error;
    throw new InvalidMessage(message.type, '', `could not be read again: ${error.message}`);
  }
  return body;
};

const written = (message: Message, type: avro.Type): Buffer => {
  try {
    return type.toBuffer(message);
  } catch (error) {
    const invalid = firstInvalid(message, type);
    if (invalid === undefined) throw error;
    throw new InvalidMessage(message.type, invalid.path, `is no ${invalid.expected}`);
  }
};

/** Looked for only once writing has failed: the walk costs more than the writing. */
const firstInvalid = (message: Message, type: avro.Type): { path: string; expected: string } | undefined => {
  let found: { path: string; expected: string } | undefined;
  type.isValid(message, {
    errorHook: (path, _, expected) => {
      found ??= { path: path.join('.'), expected: nameOf(expected) };
    },
  });
  return found;
};

const nameOf = (type: avro.Type): string => {
  if (type instanceof avro.types.UnwrappedUnionType) return type.types.map(nameOf).join(' or ');
  return type.name ?? type.typeName.replace(/^(logical|abstract):/, '');
};
