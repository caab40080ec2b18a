import type { Message } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import { defaultLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { readersOf, readingOf } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Registry } from './registry.ts';
import type { SchemaIds } from './schema-rows.ts';
import type { Language } from './schema-types.ts';
import { frame, schemaIdOf } from './wire-format.ts';
import { bodyOf, writersOf } from './writing.ts';

/** Messages to bytes and back. */
export interface MessageCodec {
  /** Fails with `InvalidMessage`, naming the field, when the message does not keep its contract. */
  encode(message: Message): Buffer;

  /**
   * Gives the message at once when its schema is known, and a promise only the first time an unknown schema is met,
   * because the registry must be asked: a chunk of records is then decoded without waiting.
   *
   * Fails, by throwing or rejecting alike, with `MalformedMessage`, `UnknownSchema` or `IncompatibleSchema` for what can
   * never be read, with `UnknownMessage` for what a newer program wrote, with `RegistryUnavailable` when it is unknown
   * which of these it is. Nothing else is thrown, whatever the bytes.
   */
  decode(bytes: Uint8Array, topic?: string): Message | Promise<Message>;
}

export interface MessageCodecParts {
  readonly schemaIds: SchemaIds;
  readonly registry: Registry;
  readonly limits?: Limits;
  /** What the program writes and reads; that of this build, unless said. */
  readonly language?: Language;
}

/** A codec that remembers every schema it has met. One for the whole process is enough. */
export const createMessageCodec = ({
  schemaIds,
  registry,
  limits = defaultLimits,
  language = schemas,
}: MessageCodecParts): MessageCodec => {
  const readers = readersOf(language);
  const writers = writersOf(language);
  const readings = new Map<number, Reading>();
  const asked = new Map<number, Promise<Reading>>();

  const remember = (schemaId: number, schemaText: string): Reading => {
    const reading = readingOf(readers, schemaId, schemaText, limits);
    readings.set(schemaId, reading);
    return reading;
  };

  /** A failure is not remembered: the id may be registered by the time the next record names it. */
  const ask = (schemaId: number, topic: string): Promise<Reading> => {
    const underWay = asked.get(schemaId);
    if (underWay !== undefined) return underWay;
    const answer = registry
      .schemaText(schemaId, topic)
      .then((schemaText) => remember(schemaId, schemaText))
      .finally(() => asked.delete(schemaId));
    asked.set(schemaId, answer);
    return answer;
  };

  return {
    encode(message) {
      const body = bodyOf(writers, message, limits);
      return frame(schemaIds.idOf(message.type), body);
    },
    decode(bytes, topic = 'a topic') {
      const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const schemaId = schemaIdOf(buffer, topic, limits);
      const known = readings.get(schemaId);
      if (known !== undefined) return known(buffer, topic);
      const schemaText = schemaIds.textOf(schemaId);
      if (schemaText !== undefined) return remember(schemaId, schemaText)(buffer, topic);
      return ask(schemaId, topic).then((reading) => reading(buffer, topic));
    },
  };
};
