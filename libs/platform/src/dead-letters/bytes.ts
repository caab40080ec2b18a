import type { KafkaRecord } from '@tidemark/messaging';
import type { DeadLetter } from './dead-letter.decider.ts';

/** Bytes as Postgres writes them in text: `\x` and hexadecimal digits. */
export const hexOf = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

export const bytesOf = (hex: string): Buffer => Buffer.from(hex.replace(/^\\x/u, ''), 'hex');

/** What is handled when the letter is sent again: the edited copy, where there is one. */
export const recordOf = (letter: DeadLetter): KafkaRecord => {
  const { topic, partition, offset, key, headers, timestampMs } = letter;
  const value = letter.editedValue ?? letter.value;
  return {
    ...{ topic, partition, offset: String(offset), headers, timestampMs },
    key: key === null ? null : bytesOf(key),
    value: value === null ? null : bytesOf(value),
  };
};
