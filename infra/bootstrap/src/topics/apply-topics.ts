import type { Admin, ConfigEntries, Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { Patience } from '../patience.ts';
import { patiently } from '../patience.ts';
import type { StepOutcome } from '../step-report.ts';
import { counted } from '../step-report.ts';
import type { TopicChanges, TopicState } from './topic-changes.ts';
import { topicChanges } from './topic-changes.ts';
import type { TopicWish } from './topics-file.ts';

// Node finds only some of the names that this CommonJS package exports.
const { ConfigResourceTypes, ConfigSource } = kafkajs;

/** Connects, waiting for a broker that is still on its way. */
export async function connectAdmin(kafka: Kafka, brokers: string, patience: Patience): Promise<Admin> {
  return patiently(patience, {
    attempt: async () => {
      const admin = kafka.admin();
      try {
        await admin.connect();
        return admin;
      } catch (error) {
        await admin.disconnect();
        throw error;
      }
    },
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.KAFKA_UNREACHABLE',
        `No Kafka broker answers at ${brokers}: start it, or correct KAFKA_BROKERS (${reasonOf(error)}).`,
        { brokers },
      ),
  });
}

/** Makes the topics as they should be, and answers when each has a leader for every partition. */
export async function applyTopics(
  admin: Admin,
  wishes: readonly TopicWish[],
  replication: number,
  patience: Patience,
): Promise<StepOutcome> {
  const existing = new Set(await admin.listTopics());
  const states = await readStates(
    admin,
    wishes.map(({ name }) => name).filter((name) => existing.has(name)),
    patience,
  );
  const changes = topicChanges(wishes, states);
  try {
    await applyChanges(admin, changes, states, replication);
  } catch (cause) {
    throw new BootstrapError('BOOTSTRAP.TOPIC_REFUSED', `Kafka refuses the topics: ${reasonOf(cause)}.`, { cause });
  }
  if (changes.create.length + changes.grow.length > 0) await waitForLeaders(admin, wishes, patience);
  return {
    summary: counted(wishes.length, 'topic', {
      created: changes.create.length,
      grown: changes.grow.length,
      altered: changes.alter.length,
    }),
    changes: [
      ...changes.create.map(({ name }) => `${name} created`),
      ...changes.grow.map(({ name, partitions }) => `${name} has ${counted(partitions, 'partition')} now`),
      ...changes.alter.map(({ name, configuration }) => `${name} has ${settingsText(configuration)} now`),
    ],
    warnings: changes.drift,
  };
}

/** A topic that somebody has just made, or whose leader has just moved, may refuse the first question. */
async function readStates(admin: Admin, names: readonly string[], patience: Patience): Promise<readonly TopicState[]> {
  return patiently(patience, {
    attempt: () => tryReadStates(admin, names),
    missing: (cause) =>
      new BootstrapError('BOOTSTRAP.TOPIC_REFUSED', `Kafka does not say how its topics are: ${reasonOf(cause)}.`, {
        cause,
      }),
  });
}

async function tryReadStates(admin: Admin, names: readonly string[]): Promise<readonly TopicState[]> {
  if (names.length === 0) return [];
  const [metadata, configurations, offsets] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [...names] }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    }),
    Promise.all(names.map(async (name) => [name, await admin.fetchTopicOffsets(name)] as const)),
  ]);
  const partitions = new Map(metadata.topics.map((topic) => [topic.name, topic.partitions.length]));
  const settings = new Map(
    configurations.resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]),
  );
  return offsets.map(([name, places]) => ({
    name,
    partitions: partitions.get(name) ?? places.length,
    // A topic that was emptied by retention has moved keys too: what counts is whether anything was ever written.
    holdsRecords: places.some(({ high }) => high !== '0'),
    configuration: valuesOf(settings.get(name) ?? []),
    overrides: valuesOf((settings.get(name) ?? []).filter((entry) => entry.configSource === ConfigSource.TOPIC_CONFIG)),
  }));
}

const valuesOf = (entries: readonly ConfigEntries[]): Readonly<Record<string, string>> =>
  Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));

async function applyChanges(
  admin: Admin,
  { create, grow, alter }: TopicChanges,
  states: readonly TopicState[],
  replication: number,
): Promise<void> {
  await Promise.all([
    create.length > 0 &&
      admin.createTopics({
        // Waiting may fail although the topics were made; they are polled for instead.
        waitForLeaders: false,
        topics: create.map(({ name, partitions, configuration }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries: entriesOf(configuration),
        })),
      }),
    grow.length > 0 &&
      admin.createPartitions({
        topicPartitions: grow.map(({ name, partitions }) => ({ topic: name, count: partitions })),
      }),
    alter.length > 0 && alterTopics(admin, alter, states),
  ]);
}

/** Kafka's request replaces all overrides of a topic, so those that stay are sent along. */
async function alterTopics(
  admin: Admin,
  alter: TopicChanges['alter'],
  states: readonly TopicState[],
): Promise<unknown> {
  const overrides = new Map(states.map((state) => [state.name, state.overrides]));
  return admin.alterConfigs({
    validateOnly: false,
    resources: alter.map(({ name, configuration }) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configEntries: entriesOf({ ...overrides.get(name), ...configuration }),
    })),
  });
}

async function waitForLeaders(admin: Admin, wishes: readonly TopicWish[], patience: Patience): Promise<void> {
  let waiting: readonly string[] = [];
  await patiently(patience, {
    everyMs: 20,
    attempt: async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: wishes.map(({ name }) => name) });
      const led = new Set(
        topics.filter(({ partitions }) => partitions.every(({ leader }) => leader >= 0)).map(({ name }) => name),
      );
      waiting = wishes.map(({ name }) => name).filter((name) => !led.has(name));
      return waiting.length === 0 ? true : undefined;
    },
    missing: (error) =>
      new BootstrapError(
        'BOOTSTRAP.TOPIC_REFUSED',
        `These topics got no leader for their partitions, so look at the brokers' logs: ${waiting.join(', ')} (${reasonOf(error)}).`,
        { topics: waiting },
      ),
  });
}

const entriesOf = (configuration: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(configuration).map(([name, value]) => ({ name, value }));

const settingsText = (configuration: Readonly<Record<string, string>>): string =>
  Object.entries(configuration)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
