import type { DeadLetterRow } from '@tidemark/event-store';
import { failureOf } from '@tidemark/event-store';
import { inboxIdOf } from './envelope.ts';
import type { KafkaRecord } from './record.ts';

/** A record whose bytes are no message. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly record: KafkaRecord;
  readonly error: unknown;
}

/** The dead letter of a record, with what an operator needs to understand it and to send it again. */
export const letterOf = (consumer: string, { record, error }: Undecodable): Omit<DeadLetterRow, 'id' | 'at'> => ({
  ...record,
  ...failureOf(error, 'MESSAGING.UNDECODABLE'),
  consumer,
  messageId: inboxIdOf(record),
  attempts: 1,
});
