import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { demandKnownKafkajs } from '@tidemark/messaging';
import { Kafka, logLevel } from 'kafkajs';

/** What Kafka keeps in its own topics, and Connect in its. */
const INTERNAL = /^(__|connect-|cluster_metadata)/u;

/** The size of all records on the shop's topics, in bytes, from the segments in the broker's folder. */
export const logBytes = async (kafkaLog: string): Promise<number> => {
  const partitions = (await readdir(kafkaLog, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && /-\d+$/u.test(entry.name) && !INTERNAL.test(entry.name),
  );
  const sizes = await Promise.all(
    partitions.map(async ({ name }) => {
      const folder = join(kafkaLog, name);
      const segments = (await readdir(folder)).filter((file) => file.endsWith('.log'));
      const bytes = await Promise.all(segments.map(async (file) => (await stat(join(folder, file))).size));
      return bytes.reduce((sum, size) => sum + size, 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** How far the groups are behind, and how much there is in all. */
export interface Lag {
  readonly records: number;
  readonly behind: ReadonlyMap<string, number>;
}

export interface Broker {
  readonly lag: () => Promise<Lag>;
  readonly forgetGroup: (group: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Asks the broker, and never on the way of a measurement: only before and after. */
export const openBroker = async (brokers: string): Promise<Broker> => {
  // It quiets kafkajs, too.
  demandKnownKafkajs();
  const admin = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const endOf = async (topic: string): Promise<readonly number[]> => {
    const partitions = await admin.fetchTopicOffsets(topic);
    return partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
  };
  return {
    lag: async () => {
      const topics = (await admin.listTopics()).filter((topic) => !INTERNAL.test(topic));
      const ends = new Map(await Promise.all(topics.map(async (topic) => [topic, await endOf(topic)] as const)));
      const { groups } = await admin.listGroups();
      const described = await admin.describeGroups(groups.map(({ groupId }) => groupId));
      const behind = new Map<string, number>();
      for (const { groupId, members } of described.groups) {
        // A group that nobody is in, such as one of a test, catches up with nothing.
        if (members.length === 0) continue;
        const positions = await admin.fetchOffsets({ groupId });
        const lags = positions.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => (ends.get(topic)?.[partition] ?? 0) - Math.max(Number(offset), 0)),
        );
        behind.set(
          groupId,
          lags.reduce((sum, lag) => sum + Math.max(lag, 0), 0),
        );
      }
      const records = [...ends.values()].flat().reduce((sum, end) => sum + end, 0);
      return { records, behind };
    },
    forgetGroup: async (group) => {
      await admin.deleteGroups([group]).catch(() => undefined);
    },
    close: () => admin.disconnect(),
  };
};
