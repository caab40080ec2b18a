import type { Deadline, Head, JournalEntry, StoredFact } from '../store.ts';

export interface HeadRecord {
  readonly stream_id: string;
  readonly version: number;
  readonly definition: number;
  readonly snapshot: unknown;
  readonly recorded_at: Date;
}

export const toHead = (row: HeadRecord): Head => ({
  version: row.version,
  definition: row.definition,
  snapshot: row.snapshot,
  recordedAt: row.recorded_at.toISOString(),
});

export interface FactRecord {
  readonly stream_id: string;
  readonly version: number;
  readonly data: { readonly type: string };
  readonly message_id: string;
  readonly correlation_id: string;
  readonly traceparent: string;
  readonly actor: string;
  readonly recorded_at: Date;
}

export const toFact = (row: FactRecord): StoredFact => ({
  streamId: row.stream_id,
  version: row.version,
  fact: row.data,
  cause: {
    messageId: row.message_id,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    actor: row.actor,
  },
  recordedAt: row.recorded_at.toISOString(),
});

export interface JournalRecord {
  readonly process_id: string;
  readonly version: number;
  readonly from_status: string;
  readonly to_status: string;
  readonly input: string;
  readonly sent: readonly string[];
  readonly message_id: string;
  readonly actor: string;
  readonly at: Date;
}

export const toJournalEntry = (row: JournalRecord): JournalEntry => ({
  processId: row.process_id,
  version: row.version,
  fromStatus: row.from_status,
  toStatus: row.to_status,
  input: row.input,
  sent: row.sent,
  messageId: row.message_id,
  actor: row.actor,
  at: row.at.toISOString(),
});

export interface DeadlineRecord {
  readonly status: string;
  readonly due_at: Date;
  readonly overdue_since: Date | null;
  readonly alarmed_at: Date | null;
}

export const toDeadline = (row: DeadlineRecord): Deadline => ({
  status: row.status,
  dueAt: row.due_at.toISOString(),
  overdueSince: row.overdue_since?.toISOString() ?? null,
  alarmedAt: row.alarmed_at?.toISOString() ?? null,
});

export interface OverdueRecord {
  readonly kind: 'process' | 'job';
  readonly name: string;
  readonly status: string;
  readonly count: number;
  readonly oldestMs: number;
}

/** An alarm as the database tells it. */
export type Since<Told extends { readonly overdueSince: string }> = Omit<Told, 'kind' | 'overdueSince'> & {
  readonly since: Date;
};
