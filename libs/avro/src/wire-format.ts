import type { Limits } from './limits.ts';
import { MalformedMessage } from './errors.ts';

/** A zero byte and the schema id come before the record. */
export const headerBytes = 5;

/** Puts a record behind the id of the schema it was written with. */
export const frame = (schemaId: number, body: Buffer): Buffer => {
  const framed = Buffer.allocUnsafe(headerBytes + body.length);
  framed.writeUInt8(0, 0);
  framed.writeInt32BE(schemaId, 1);
  body.copy(framed, headerBytes);
  return framed;
};

/** Reads which schema a record was written with. Fails with {@link MalformedMessage} when it cannot be one. */
export const schemaIdOf = (bytes: Buffer, topic: string, limits: Limits): number => {
  if (bytes.length > limits.bytes) {
    throw new MalformedMessage(topic, `it has ${bytes.length} bytes, and ${limits.bytes} are the limit`);
  }
  if (bytes.length < headerBytes)
    throw new MalformedMessage(topic, `${bytes.length} bytes are too few for a schema id`);
  if (bytes[0] !== 0)
    throw new MalformedMessage(topic, 'its first byte is not the zero that the wire format begins with');
  const schemaId = bytes.readInt32BE(1);
  if (schemaId < 0) throw new MalformedMessage(topic, `${schemaId} is no schema id`);
  return schemaId;
};
