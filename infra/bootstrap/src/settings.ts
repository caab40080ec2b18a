import { resolve } from 'node:path';
import type { ContractSchema } from '@tidemark/avro';
import { contractSchemas } from '@tidemark/avro';
import type { DatabaseCatalog } from './catalog.ts';
import { discoverCatalogs } from './catalog.ts';
import type { StepReport } from './step-report.ts';
import type { TopicWish } from './topics/topics-file.ts';
import { readTopics } from './topics/topics-file.ts';

/** Where the parts are, and what may differ between installations. */
export interface BootstrapOptions {
  /** A superuser, in any database of the server. */
  readonly postgresAdminUrl: string;
  readonly kafkaBrokers: string;
  /** The Confluent-compatible interface: …/apis/ccompat/v7. */
  readonly registryUrl: string;
  readonly connectUrl: string;
  /** One password file per role, found or made here. */
  readonly secretsDir: string;
  /** Also the name of slot, publication and topic prefix, and the first part of the connector's and two roles' names. */
  readonly databaseName?: string;
  /** The same folder as Connect sees it, which must be allowed to read there; an absolute path without ":" and "}". */
  readonly connectSecretsDir?: string;
  /** How Connect reaches Postgres, where that differs from how bootstrap does. */
  readonly connectDatabaseHost?: string;
  readonly connectDatabasePort?: number;
  readonly topicPartitions?: number;
  readonly topicReplication?: number;
  /** Latency against CPU: how often the connector looks for new rows. */
  readonly connectorPollMs?: number;
  /** How long each part may take to come up. */
  readonly waitMs?: number;
  /** Every service found in the workspace, unless said. */
  readonly catalogs?: readonly DatabaseCatalog[];
  /** Those of topics.yaml, unless said. */
  readonly topics?: readonly TopicWish[];
  /** Those of the contracts, unless said. */
  readonly schemas?: readonly ContractSchema[];
  /** Told of each step when it is done. */
  readonly onStep?: (step: StepReport) => void;
}

export type Settings = Required<BootstrapOptions>;

/** Fills in what was left out. Fails when a catalog or the topics file cannot be read. */
export async function settingsOf(options: BootstrapOptions): Promise<Settings> {
  const database = new URL(options.postgresAdminUrl);
  const databaseName = options.databaseName ?? 'tidemark';
  const topicPartitions = options.topicPartitions ?? 3;
  return {
    connectSecretsDir: resolve(options.secretsDir),
    connectDatabaseHost: database.hostname,
    connectDatabasePort: Number(database.port || 5432),
    topicReplication: 1,
    connectorPollMs: 5,
    waitMs: 60_000,
    schemas: contractSchemas,
    onStep: () => undefined,
    ...options,
    databaseName,
    topicPartitions,
    catalogs: options.catalogs ?? (await discoverCatalogs()),
    topics: options.topics ?? (await readTopics({ databaseName, partitions: topicPartitions })),
  };
}
