/** A record as it came from Kafka, before anything is believed of it. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** Header values as UTF-8; of a header that stands twice, the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds: when the fact happened, for all that comes out of an outbox. */
  readonly timestampMs: number;
}

/** The place of a record, as people write it: topic/partition/offset. */
export const placeOf = ({ topic, partition, offset }: KafkaRecord): string => `${topic}/${String(partition)}/${offset}`;

/** Its partition: what a failing record blocks, and nothing else. */
export const laneOf = ({ topic, partition }: Pick<KafkaRecord, 'topic' | 'partition'>): string =>
  `${topic}/${String(partition)}`;

/** What became of a record: done and never to be seen again, or to be brought again, at once or after a pause. */
export type Verdict = 'done' | 'again' | 'blocked';

/**
 * Handles records of one group, of any of its partitions, and answers each in order. Fails when infrastructure does;
 * then nothing is known and the same chunk is brought again.
 */
export type ChunkHandler = (chunk: readonly KafkaRecord[]) => Promise<readonly Verdict[]>;
