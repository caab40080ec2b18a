import { storableText } from '@tidemark/event-store';
import type { Cause } from '@tidemark/kernel';
import type { KafkaRecord } from './record.ts';
import { placeOf } from './record.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/**
 * What the inbox knows a record by: its message id; for a record without one (raw change data, bytes from elsewhere)
 * its place on the topic.
 */
export const inboxIdOf = (record: KafkaRecord): string => {
  const id = record.headers['id'];
  return id !== undefined && UUID.test(id) ? id : placeOf(record);
};

/** The cause of everything that handling this record leads to. */
export const causeOf = (record: KafkaRecord): Cause => {
  const messageId = inboxIdOf(record);
  return {
    messageId,
    correlationId: bounded(record.headers['correlationId']) ?? messageId,
    traceparent: bounded(record.headers['traceparent']) ?? NO_TRACE,
    actor: bounded(record.headers['actor']) ?? 'unknown',
  };
};

/** The version of the fact in its stream, where the owner publishes one message per fact. */
export const streamVersionOf = (record: KafkaRecord): number | undefined => {
  const version = Number(record.headers['streamVersion']);
  return Number.isSafeInteger(version) && version > 0 ? version : undefined;
};

/** W3C Trace Context has no "none"; this one is valid in form and sampled by nobody. */
const NO_TRACE = `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-00`;

/** Headers are copied into rows that must stay small. */
const MAX_HEADER_BYTES = 200;

const bounded = (header: string | undefined): string | undefined =>
  header === undefined || header === '' ? undefined : storableText(header, MAX_HEADER_BYTES);
