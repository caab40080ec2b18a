import type { Violation } from '../invariants.ts';
import type { LogRecord, OutboxRow } from '../log-reading.ts';
import { orderOf } from './messages.ts';

/** A stream, process or journal whose versions are not 1, 2, 3 … up to what its head says. */
export interface BrokenStream {
  readonly service: string;
  readonly streamId: string;
  readonly first: number | null;
  readonly last: number | null;
  readonly count: number;
  readonly head: number | null;
}

export const judgeStreams = (broken: readonly BrokenStream[]): readonly Violation[] =>
  broken.map(({ service, streamId, first, last, count, head }) => ({
    invariant: 'I7',
    ...orderOf(streamId.slice(streamId.indexOf('-') + 1)),
    subject: `stream ${streamId} of ${service}`,
    expected: head === null ? 'a head at its last version' : `versions 1 to ${head}, as its head says`,
    found:
      count === 0
        ? 'no fact'
        : `${count} from ${String(first)} to ${String(last)}, ${head === null ? 'no head' : `head at ${head}`}`,
  }));

interface Lane {
  readonly partition: number;
  /** Two services count for themselves. */
  readonly service: string;
  readonly seq: number;
  readonly type: string;
  readonly streamVersion: number;
}

/**
 * I7 in the log: the messages of one key on one topic stand in one partition, in the order of their commit, and those
 * that carry a version of their stream carry every version. A copy of an earlier message may stand anywhere.
 */
export const judgeOrderInLog = (
  outbox: ReadonlyMap<string, OutboxRow>,
  log: readonly LogRecord[],
): { readonly lanes: number; readonly violations: readonly Violation[] } => {
  const byTopic = new Map<string, Map<string, Lane>>();
  const seen = new Set<string>();
  const violations: Violation[] = [];
  for (const record of log) {
    const row = record.id === undefined ? undefined : outbox.get(record.id);
    // Copies of dead letters keep the key of their origin, and no order among each other.
    if (row === undefined || seen.has(row.id) || row.topic.endsWith('.dead-letters.v1')) continue;
    seen.add(row.id);
    const lanes = byTopic.get(row.topic) ?? new Map<string, Lane>();
    byTopic.set(row.topic, lanes);
    const before = lanes.get(row.key);
    const wrong = (expected: string, found: string): void => {
      violations.push({
        invariant: 'I7',
        ...orderOf(row.key),
        subject: `${row.type} on ${row.topic}`,
        expected,
        found,
      });
    };
    if (before !== undefined && before.partition !== record.partition) {
      wrong(`partition ${before.partition}, as its key’s others`, String(record.partition));
    }
    if (before?.service === row.service && before.seq > row.seq) {
      wrong(`to stand before ${before.type}, as it was sent`, `after it, at offset ${record.offset}`);
    }
    const version = record.streamVersion;
    if (version !== undefined && isNumbered(record.topic) && version !== (before?.streamVersion ?? 0) + 1) {
      wrong(`stream version ${(before?.streamVersion ?? 0) + 1}`, String(version));
    }
    lanes.set(row.key, {
      partition: record.partition,
      service: row.service,
      seq: Math.max(before?.seq ?? 0, row.seq),
      type: row.type,
      streamVersion: Math.max(version ?? 0, before?.streamVersion ?? 0),
    });
  }
  return { lanes: [...byTopic.values()].reduce((sum, { size }) => sum + size, 0), violations };
};

/** Only the order’s topic carries exactly one message per fact; elsewhere some facts stay private. */
const isNumbered = (topic: string): boolean => topic === 'order.events.v1';
