import { randomUUID } from 'node:crypto';
import { demandKnownKafkajs } from '@tidemark/messaging';
import type { Admin, KafkaMessage } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import type { LogReading, LogRecord } from '../log-reading.ts';

/** Kafka, read from the first record to the last by a reader of its own: no pipeline, no inbox, no committed offset. */
export interface Log {
  /** How far behind each group is, where it is behind. Groups that were never there are behind by all there is. */
  readonly lags: (groups: ReadonlyMap<string, readonly string[]>) => Promise<readonly string[]>;
  /** Everything that stands on these topics now. */
  readonly read: (topics: readonly string[], withValues: ReadonlySet<string>) => Promise<LogReading>;
  readonly close: () => Promise<void>;
}

const NO_PROGRESS_MS = 20_000;

/** Connects. Fails when no broker answers. */
export const openLog = async (brokers: string): Promise<Log> => {
  demandKnownKafkajs();
  const kafka = new Kafka({
    clientId: 'tidemark-auditor',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, multiplier: 1.5, retries: 3 },
  });
  const admin = kafka.admin();
  await admin.connect();
  return {
    lags: async (groups) => (await Promise.all([...groups].map((group) => lagOf(admin, ...group)))).flat(),
    read: async (topics, withValues) => {
      const there = new Set(await admin.listTopics());
      const wanted = topics.filter((topic) => there.has(topic));
      const bounds = await boundsOf(admin, wanted);
      const records = await readAll(kafka, admin, wanted, bounds, withValues);
      const ids = new Set<string>();
      for (const { id } of records) if (id !== undefined) ids.add(id);
      return { topics: wanted.length, records, ids, bounds };
    },
    close: () => admin.disconnect(),
  };
};

const lagOf = async (admin: Admin, groupId: string, topics: readonly string[]): Promise<readonly string[]> => {
  const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const behind = await Promise.all(
    committed.map(async ({ topic, partitions }) => {
      const next = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      const ends = await admin.fetchTopicOffsets(topic);
      return ends.reduce((sum, { partition, low, high }) => {
        const at = next.get(partition) ?? -1;
        // A position past the end, of a topic that was made anew, makes up for nobody's lag.
        return sum + Math.max(0, Number(high) - Math.max(at, Number(low)));
      }, 0);
    }),
  );
  const lag = behind.reduce((sum, count) => sum + count, 0);
  return lag > 0 ? [`group ${groupId} is ${lag} records behind`] : [];
};

const boundsOf = async (admin: Admin, topics: readonly string[]): Promise<LogReading['bounds']> => {
  const all = await Promise.all(
    topics.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(
        ({ partition, low, high }) => [`${topic}/${partition}`, { first: Number(low), end: Number(high) }] as const,
      ),
    ),
  );
  return new Map(all.flat());
};

/** One pass over all topics at once. Fails when nothing comes for a while though there is more. */
const readAll = async (
  kafka: Kafka,
  admin: Admin,
  topics: readonly string[],
  bounds: LogReading['bounds'],
  withValues: ReadonlySet<string>,
): Promise<readonly LogRecord[]> => {
  const open = new Set([...bounds].filter(([, { first, end }]) => end > first).map(([lane]) => lane));
  if (open.size === 0) return [];
  const groupId = `audit-${randomUUID()}`;
  const reader = kafka.consumer({
    groupId,
    maxBytesPerPartition: 4_194_304,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
  });
  const records: LogRecord[] = [];
  const texts = new Map<string, string>();
  const done = Promise.withResolvers<undefined>();
  const watchdog = setTimeout(() => {
    done.reject(new Error(`nothing came for ${NO_PROGRESS_MS / 1_000} s, and ${[...open].join(', ')} have more`));
  }, NO_PROGRESS_MS);
  try {
    await reader.connect();
    await reader.subscribe({ topics: [...topics], fromBeginning: true });
    reader.on('consumer.crash', ({ payload }) => {
      done.reject(payload.error);
    });
    await reader.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: ({ batch: { topic, partition, messages } }) => {
        watchdog.refresh();
        const lane = `${topic}/${partition}`;
        const end = bounds.get(lane)?.end ?? 0;
        for (const message of messages) {
          if (Number(message.offset) < end)
            records.push(recordOf(topic, partition, message, withValues.has(topic), texts));
        }
        if (Number(messages.at(-1)?.offset ?? -1) >= end - 1) open.delete(lane);
        if (open.size === 0) done.resolve(undefined);
        return Promise.resolve();
      },
    });
    await done.promise;
  } finally {
    clearTimeout(watchdog);
    await reader.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
  return records;
};

const recordOf = (
  topic: string,
  partition: number,
  { offset, key, timestamp, headers, value }: KafkaMessage,
  withValue: boolean,
  texts: Map<string, string>,
): LogRecord => {
  const header = (name: string): string | undefined => {
    const given = headers?.[name];
    const last = Array.isArray(given) ? given.at(-1) : given;
    // A header may be null on the wire, whatever the types say.
    return (last as unknown) === null ? undefined : last?.toString();
  };
  const version = header('streamVersion');
  return {
    topic,
    partition,
    offset: Number(offset),
    key: once(texts, key?.toString('utf8') ?? ''),
    timestamp: Number(timestamp),
    id: header('id'),
    type: once(texts, header('type')),
    streamVersion: version === undefined ? undefined : Number(version),
    value: withValue ? (value ?? undefined) : undefined,
  };
};

/** The same few texts come a million times: one copy of each is kept. */
const once = <Value extends string | undefined>(texts: Map<string, string>, text: Value): Value => {
  if (text === undefined) return text;
  const known = texts.get(text);
  if (known !== undefined) return known as Value;
  texts.set(text, text);
  return text;
};
