import type { ReceivedRecord } from '@tidemark/event-store';
import { storableText } from '@tidemark/event-store';

/**
 * A record as it came from Kafka, before anything is believed of it. Header values as UTF-8; of a header that stands twice,
 * the last.
 */
export interface KafkaRecord extends ReceivedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** The place of a record, as people write it: topic/partition/offset. */
export const placeOf = ({ topic, partition, offset }: ReceivedRecord): string =>
  `${topic}/${String(partition)}/${offset}`;

/**
 * What a failing record holds up, and nothing else: its key on its topic. Without a key, its partition. A key is cut to
 * what an index takes; two that begin alike share a lane, which is harmless.
 */
export const laneOf = ({ topic, partition, key }: ReceivedRecord): string =>
  key === null
    ? `${topic}/#${String(partition)}`
    : `${topic}/${storableText(Buffer.from(key).toString('utf8'), MAX_KEY_BYTES)}`;

const MAX_KEY_BYTES = 256;

/** What became of a record: done and never to be seen again, or to be brought again. */
export type Verdict = 'done' | 'again';

/**
 * Handles records of one group, of any of its partitions, and answers each in order. Fails when infrastructure does;
 * then nothing is known and the same chunk is brought again.
 */
export type ChunkHandler = (chunk: readonly KafkaRecord[]) => Promise<readonly Verdict[]>;
