import { randomUUID } from 'node:crypto';
import type { IHeaders, Kafka, Message } from 'kafkajs';

/** What stands on a topic, as it can be sent once more: with its partition, key, headers and time. */
export interface Records {
  readonly topic: string;
  readonly messages: readonly Message[];
}

const PATIENCE_MS = 10_000;

/** The latest records of each partition of these topics. Fails when they do not come in time. */
export const recordsOf = async (
  kafka: Kafka,
  topics: readonly string[],
  latest: number,
): Promise<readonly Records[]> => {
  const admin = kafka.admin();
  const groupId = `chaos-${randomUUID()}`;
  const reader = kafka.consumer({ groupId, maxWaitTimeInMs: 50, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    const lanes = (
      await Promise.all(
        topics.map(async (topic) =>
          (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
            const from = Math.max(Number(low), Number(high) - latest);
            return { topic, partition, from, end: Number(high), messages: [] as Message[] };
          }),
        ),
      )
    ).flat();
    const byPlace = new Map(lanes.map((lane) => [`${lane.topic}/${lane.partition}`, lane]));
    const open = new Set(
      lanes.filter(({ from, end }) => end > from).map(({ topic, partition }) => `${topic}/${partition}`),
    );
    const done = Promise.withResolvers<undefined>();
    if (open.size === 0) done.resolve(undefined);
    const patience = setTimeout(() => {
      done.reject(new Error(`the records of ${[...open].join(', ')} did not come within ${PATIENCE_MS / 1_000} s`));
    }, PATIENCE_MS);
    await reader.connect();
    await reader.subscribe({ topics: [...topics], fromBeginning: true });
    await reader.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        const place = `${batch.topic}/${batch.partition}`;
        const lane = byPlace.get(place);
        for (const { offset, key, value, headers, timestamp } of batch.messages) {
          if (lane === undefined || Number(offset) < lane.from || Number(offset) >= lane.end) continue;
          lane.messages.push({ partition: batch.partition, key, value, timestamp, headers: withoutNulls(headers) });
        }
        if (Number(batch.lastOffset()) >= (lane?.end ?? 0) - 1) open.delete(place);
        if (open.size === 0) done.resolve(undefined);
        return Promise.resolve();
      },
    });
    for (const { topic, partition, from, end } of lanes) {
      if (end > from) reader.seek({ topic, partition, offset: String(from) });
    }
    await done.promise.finally(() => {
      clearTimeout(patience);
    });
    return topics.map((topic) => ({
      topic,
      messages: lanes.filter((lane) => lane.topic === topic).flatMap(({ messages }) => messages),
    }));
  } finally {
    await reader.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
};

/** A header may be null on the wire, whatever the types say; kafkajs reads it and cannot write it. */
const withoutNulls = (headers: IHeaders = {}): IHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => (value as unknown) !== null));
