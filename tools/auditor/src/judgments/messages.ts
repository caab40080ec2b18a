import type { Violation } from '../invariants.ts';
import type { LogRecord, OutboxRow } from '../log-reading.ts';

/** A message that a consumer took effect of more than once. */
export interface RepeatedEffect {
  readonly service: string;
  readonly causationId: string;
  readonly type: string;
  readonly key: string;
  readonly times: number;
}

/** An inbox row whose message was never sent. */
export interface UnsentHandled {
  readonly consumer: string;
  readonly messageId: string;
}

export const judgeRepeated = (repeated: readonly RepeatedEffect[]): readonly Violation[] =>
  repeated.map(({ service, causationId, type, key, times }) => ({
    invariant: 'I6',
    ...orderOf(key),
    subject: `message ${causationId} to ${service}`,
    expected: `one effect: ${type} about ${key} once`,
    found: `${times} times`,
  }));

export const judgeUnsentHandled = (handled: readonly UnsentHandled[]): readonly Violation[] =>
  handled.map(({ consumer, messageId }) => ({
    invariant: 'I6',
    subject: `message ${messageId}`,
    expected: `a sender of what ${consumer} handled`,
    found: 'no outbox has it',
  }));

/** I6 for messages about no order. */
export const judgeUnsent = (unsent: readonly OutboxRow[]): readonly Violation[] =>
  unsent.map(({ id, type, topic }) => ({
    invariant: 'I6',
    subject: `message ${id}`,
    expected: `${type} on ${topic}`,
    found: 'not there',
  }));

/** I6: what came out of Kafka is what an outbox sent: on its topic, under its key, with its type. */
export const judgeLog = (outbox: ReadonlyMap<string, OutboxRow>, log: readonly LogRecord[]): readonly Violation[] =>
  log.flatMap((record) => {
    const row = record.id === undefined ? undefined : outbox.get(record.id);
    if (row === undefined) return [];
    if (row.topic === record.topic && row.key === record.key && row.type === record.type) return [];
    const expected = `${row.topic}, key ${row.key}, ${row.type}`;
    const found = `${record.topic}, key ${record.key}, ${record.type ?? 'no type'}`;
    return [{ invariant: 'I6', ...orderOf(row.key), subject: `message ${row.id}`, expected, found }];
  });

/** I6 the other way round: nobody but the outboxes wrote under a message's id. */
export const judgeForeign = (foreign: readonly LogRecord[]): readonly Violation[] =>
  foreign
    .filter(({ id, isDeadLettered }) => id !== undefined && isDeadLettered !== true)
    .map(({ id, topic, partition, offset, key, type }) => ({
      invariant: 'I6',
      ...orderOf(key),
      subject: `message ${String(id)}`,
      expected: 'an outbox row that it came from',
      found: `${type ?? 'a record'} at ${topic}/${partition}/${offset} and no row`,
    }));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** Messages are keyed by their order; a key that is no id names none. */
export const orderOf = (key: string): { readonly orderId?: string } => (UUID.test(key) ? { orderId: key } : {});
