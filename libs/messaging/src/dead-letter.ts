import type { DeadLetterRow } from '@tidemark/event-store';
import type { KafkaRecord } from './record.ts';

/** A record whose bytes are no message. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly record: KafkaRecord;
  readonly error: unknown;
}

/** The dead letter of a record, with what an operator needs to understand it and to send it again. */
export const letterOf = (consumer: string, { record, error }: Undecodable): Omit<DeadLetterRow, 'id' | 'at'> => ({
  consumer,
  topic: record.topic,
  partition: record.partition,
  offset: record.offset,
  key: record.key,
  value: record.value,
  headers: record.headers,
  code: codeOf(error),
  cause: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? (error.stack ?? '') : '',
});

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'MESSAGING.UNDECODABLE';
};
