import type { Undecodable } from './dead-letter.ts';
import type { KafkaRecord } from './record.ts';

/** Gives the message of a record, `undefined` for one that nobody here listens to. May have to ask the registry first. */
export type Decode<Message> = (record: KafkaRecord) => Message | undefined | Promise<Message | undefined>;

/** Something that decoding needs did not answer: the record may be fine. Fail the chunk, and bring it again. */
export class DecodingUnavailable extends Error {
  readonly code = 'MESSAGING.DECODING_UNAVAILABLE';

  constructor(cause: unknown) {
    super(`A record could not be decoded because the registry did not answer; the same chunk will be tried again.`, {
      cause,
    });
    this.name = 'DecodingUnavailable';
  }
}

export interface DecodedRecord<Message> {
  readonly record: KafkaRecord;
  readonly result: { readonly kind: 'heard'; readonly message: Message } | { readonly kind: 'ignored' } | Undecodable;
}

/** Decodes a chunk in order. Fails with {@link DecodingUnavailable}; any other failure is that record's own. */
export const decodeAll = async <Message>(
  records: readonly KafkaRecord[],
  decode: Decode<Message>,
): Promise<readonly DecodedRecord<Message>[]> => {
  const decoded: DecodedRecord<Message>[] = [];
  for (const record of records) {
    try {
      const answer = decode(record);
      // Awaiting what is already there would cost a turn of the event loop per record.
      const message = answer instanceof Promise ? await answer : answer;
      decoded.push({ record, result: message === undefined ? { kind: 'ignored' } : { kind: 'heard', message } });
    } catch (error) {
      if (error instanceof DecodingUnavailable) throw error;
      decoded.push({ record, result: { kind: 'undecodable', record, error } });
    }
  }
  return decoded;
};
