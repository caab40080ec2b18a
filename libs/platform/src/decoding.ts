import type { MessageCodec } from '@tidemark/avro';
import { MalformedMessage, RegistryUnavailable, UnknownMessage } from '@tidemark/avro';
import type { Message, MessageType, ProductChange } from '@tidemark/contracts';
import type { Decode, KafkaRecord } from '@tidemark/messaging';
import { DecodingUnavailable } from '@tidemark/messaging';
import { z } from 'zod';
import { productChangeForm } from './product-change.ts';

/**
 * Decodes the messages that a consumer hears. What it does not hear passes by undecoded, a type that this program does
 * not know yet included; bytes that are no message fail.
 */
export const decodeMessages = <Heard extends Message>(
  codec: MessageCodec,
  hears: readonly MessageType[],
): Decode<Heard> => {
  const heard = new Set<string>(hears);
  const keep = (message: Message): Heard | undefined => (heard.has(message.type) ? (message as Heard) : undefined);
  return (record) => {
    const type = record.headers['type'];
    if (type !== undefined && WELL_FORMED_TYPE.test(type) && !heard.has(type)) return undefined;
    try {
      const message = codec.decode(record.value ?? new Uint8Array(), record.topic);
      return message instanceof Promise ? message.then(keep, explain) : keep(message);
    } catch (error) {
      explain(error);
      return undefined;
    }
  };
};

/** Decodes row changes of the product table; a tombstone only tells Kafka to forget the key. Fails on all else. */
export const decodeProductChange: Decode<ProductChange> = (record: KafkaRecord) => {
  if (record.value === null) return undefined;
  const change: unknown = JSON.parse(record.value.toString('utf8'));
  const parsed = productChange.safeParse(change);
  if (!parsed.success) throw new MalformedMessage(record.topic, z.prettifyError(parsed.error).replaceAll(/\s+/gu, ' '));
  return parsed.data;
};

/** What no consumer could handle is no change: found here it becomes a dead letter, found later it would block. */
const productChange: z.ZodType<ProductChange> = productChangeForm
  .refine(({ before, after }) => before !== null || after !== null, 'neither says what the row was nor what it is')
  // An absent column is left out, never undefined: it comes from JSON.
  .transform((change) => change as ProductChange);

const WELL_FORMED_TYPE = /^[A-Z][A-Za-z]{1,60}$/u;

/** A message newer than this program passes by; a registry that is away says nothing about the record. */
const explain = (error: unknown): undefined => {
  if (error instanceof UnknownMessage) return;
  if (error instanceof RegistryUnavailable) throw new DecodingUnavailable(error);
  throw error;
};
