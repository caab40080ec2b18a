import { createMessageCodec, schemaIdsOf } from '@tidemark/avro';
import type { OrderEvent } from '@tidemark/contracts';
import type { Acknowledgment } from './judgments/acknowledged.ts';
import type { SlotReading } from './judgments/capture.ts';
import { orderOf } from './judgments/messages.ts';
import type { LogReading, LogRecord, OutboxRow } from './log-reading.ts';
import type { Readings } from './readings.ts';
import type { DatabaseReading } from './readings/database.ts';
import type { Mailbox } from './readings/mailbox.ts';
import { findSentSince } from './readings/messages.ts';
import type { Cases, OpenCase } from './readings/orders.ts';
import type { LedgerEntry } from './readings/provider.ts';
import { byOrder } from './readings/provider.ts';
import type { Session } from './readings/session.ts';
import type { ToldFact } from './readings/view-digests.ts';
import { digestOfTopic } from './readings/view-digests.ts';

export interface Parts {
  readonly database: DatabaseReading;
  readonly records: LogReading | undefined;
  readonly ledger: readonly LedgerEntry[] | undefined;
  readonly mailbox: Mailbox | undefined;
  readonly slot: SlotReading | undefined;
  readonly session: Pick<Session, 'now'>;
  readonly patienceMs: number;
  readonly callers: readonly Acknowledgment[];
}

/** Puts what was read side by side, order by order. */
export const assemble = async (parts: Parts): Promise<Readings> => {
  const { database, records, ledger, mailbox, slot, patienceMs, callers } = parts;
  const { cases, heard } = database;
  for (const { id, key, type, consumer } of heard.missing) {
    const known = caseOf(cases, key);
    if (known) known.unheard = [...known.unheard, { id, type, missingAt: consumer }];
  }
  for (const { key, isBeforeRest } of database.outbox.values()) {
    const known = isBeforeRest ? undefined : caseOf(cases, key);
    if (known) known.isBeforeRest = false;
  }
  const foreign = records === undefined ? [] : await foreignOf(parts, records.records);
  const unsentElsewhere = records === undefined ? [] : addUnsent(cases, database, records);
  if (records !== undefined) {
    addTopicDigests(cases, database, records.records);
  }
  if (ledger !== undefined) {
    const said = byOrder(ledger);
    for (const orderId of said.keys()) cases.of(orderId);
    for (const [orderId, known] of cases.byOrder) {
      known.provider = said.get(orderId) ?? { captured: [], refunded: [], voids: 0, currency: '' };
    }
  }
  if (mailbox !== undefined) {
    for (const [orderId, known] of cases.byOrder) known.mails = mailbox.byOrder.get(orderId) ?? [];
  }
  return {
    ...database,
    orders: [...cases.byOrder.values()],
    patienceMs,
    callers,
    hearings: heard.expected,
    slotName: database.name,
    slot,
    log: records,
    foreign,
    unsentElsewhere,
    mailsSince: mailbox?.since ?? Number.POSITIVE_INFINITY,
  };
};

/** Messages are keyed by their order. */
const caseOf = (cases: Cases, key: string): OpenCase | undefined => {
  const { orderId } = orderOf(key);
  return orderId === undefined ? undefined : cases.of(orderId);
};

/** Records with an id that no outbox has: not then, and not now. What a consumer could not decode is told as such. */
const foreignOf = async (
  { database: { outbox, services, deadIds }, session }: Parts,
  records: readonly LogRecord[],
): Promise<readonly LogRecord[]> => {
  const unknown = records.filter(({ id, type }) => id !== undefined && type !== undefined && !outbox.has(id));
  const candidates = unknown.filter(({ id }) => UUID.test(id ?? ''));
  const since = await findSentSince(
    session.now,
    services,
    candidates.map(({ id }) => id ?? ''),
  );
  const oldest = oldestKept(outbox);
  return unknown
    .filter(({ id }) => !since.has(id ?? ''))
    .filter(({ topic, timestamp }) => timestamp >= (oldest.get(topic) ?? 0))
    .map((record) => ({ ...record, isDeadLettered: deadIds.has(record.id ?? '') }));
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** By topic, from when on the outboxes remember what they sent there: earlier rows have been pruned. */
const oldestKept = (outbox: ReadonlyMap<string, OutboxRow>): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  const oldest = new Map<string, number>();
  for (const { service, seq } of outbox.values()) first.set(service, Math.min(first.get(service) ?? seq, seq));
  for (const { service, topic, occurredAt } of outbox.values()) {
    if ((first.get(service) ?? 1) > 1) oldest.set(topic, Math.min(oldest.get(topic) ?? occurredAt, occurredAt));
  }
  return oldest;
};

/** Gives each order its messages that are on no topic, and answers those that belong to no order. */
const addUnsent = (
  cases: Cases,
  { outbox }: DatabaseReading,
  { records, ids, bounds }: LogReading,
): readonly OutboxRow[] => {
  const since = oldestOnTopic(records, bounds);
  const elsewhere: OutboxRow[] = [];
  for (const row of outbox.values()) {
    const { id, key, type, topic, occurredAt } = row;
    if (ids.has(id) || occurredAt < (since.get(topic) ?? 0)) continue;
    const known = caseOf(cases, key);
    if (known) known.unsent = [...(known.unsent ?? []), { id, type, missingAt: topic }];
    else elsewhere.push(row);
  }
  return elsewhere;
};

/** By topic that has lost records to its retention: from when on they are kept. One that has lost all keeps none. */
const oldestOnTopic = (records: readonly LogRecord[], bounds: LogReading['bounds']): ReadonlyMap<string, number> => {
  const oldest = new Map<string, number>();
  for (const [lane, { first }] of bounds) {
    if (first > 0) oldest.set(lane.slice(0, lane.lastIndexOf('/')), Number.POSITIVE_INFINITY);
  }
  for (const { topic, timestamp } of records) {
    const known = oldest.get(topic);
    if (known !== undefined && timestamp < known) oldest.set(topic, timestamp);
  }
  return oldest;
};

/** Folds the order's topic as far as the database knew it when it was read. */
const addTopicDigests = (cases: Cases, { outbox, schemas }: DatabaseReading, records: readonly LogRecord[]): void => {
  const codec = createMessageCodec({
    schemaIds: schemaIdsOf(schemas),
    registry: { schemaText: (id) => Promise.reject(new Error(`Schema ${id} is not stored in the database.`)) },
  });
  const told = new Map<string, ToldFact[]>();
  for (const { topic, id, key, value, streamVersion, timestamp } of records) {
    if (topic !== 'order.events.v1' || value === undefined || streamVersion === undefined) continue;
    if (id === undefined || !outbox.has(id)) continue;
    const message = codec.decode(value, topic);
    if (message instanceof Promise) {
      message.catch(() => undefined);
      continue;
    }
    const known = told.get(key) ?? [];
    told.set(key, known);
    known.push({ message: message as OrderEvent, streamVersion, occurredAt: timestamp });
  }
  for (const [orderId, known] of cases.byOrder) {
    if (known.order === undefined) continue;
    known.view = { ...known.view, ofTopic: digestOfTopic(told.get(orderId) ?? []) };
  }
};
