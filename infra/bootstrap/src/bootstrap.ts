import type { Admin, Kafka } from 'kafkajs';
import type { Registration } from './registry/register-schemas.ts';
import { registerSchemas } from './registry/register-schemas.ts';
import { roleOf } from './catalog.ts';
import {
  applyConnector,
  awaitConnect,
  connectorNameOf,
  connectorUrl,
  silenceConnector,
} from './connector/apply-connector.ts';
import { connectPasswordFileOf, provideConnectPassword } from './connector/connect-password.ts';
import { readConnector } from './connector/connector-template.ts';
import type { ProbeReader } from './connector/probe.ts';
import { awaitProbe, readProbes, sendProbe } from './connector/probe.ts';
import { kafkaClient } from './kafka-client.ts';
import type { Patience } from './patience.ts';
import { readPassword } from './postgres/passwords.ts';
import type { PreparedDatabase } from './postgres/prepare-database.ts';
import {
  auditorRoleOf,
  prepareDatabase,
  publishedTables,
  replicationRoleOf,
  watchdogRoleOf,
} from './postgres/prepare-database.ts';
import { readSchemaIds, storeSchemaIds, withoutId } from './postgres/schema-ids.ts';
import { databaseUrl } from './postgres/server.ts';
import type { BootstrapOptions, Settings } from './settings.ts';
import { settingsOf } from './settings.ts';
import type { StepOutcome, StepReport } from './step-report.ts';
import { counted } from './step-report.ts';
import { applyTopics, connectAdmin } from './topics/apply-topics.ts';
import { requireTopics } from './topics/catalog-topics.ts';

export interface BootstrapReport {
  readonly steps: readonly StepReport[];
  /** True when this run changed anything at all. */
  readonly changed: boolean;
  readonly warnings: readonly string[];
  readonly ms: number;
}

/**
 * Brings topics, schemas, database and connector to what the catalogs and the files beside this program say, and
 * answers when a row written to an outbox has come out of Kafka. Safe to repeat: what is as it should be stays untouched.
 *
 * Fails with a {@link BootstrapError} whose sentence says what to do. No service may write before it has succeeded once:
 * rows written before the slot is there never reach Kafka.
 */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapReport> {
  const started = performance.now();
  const settings = await settingsOf(options);
  requireTopics(settings.topics, settings.catalogs, settings.databaseName);
  const run = new Run(settings);
  try {
    await run.all();
  } finally {
    await run.close();
  }
  return {
    steps: run.steps,
    changed: run.steps.some(({ changes }) => changes.length > 0),
    warnings: run.steps.flatMap(({ warnings }) => warnings),
    ms: performance.now() - started,
  };
}

/** How a service reaches the database. Fails when bootstrap has not made its password yet. */
export async function serviceDatabaseUrl(
  options: Pick<BootstrapOptions, 'postgresAdminUrl' | 'databaseName' | 'secretsDir'>,
  service: string,
): Promise<string> {
  return roleDatabaseUrl(options, roleOf(service));
}

/** How the auditor reaches the database: it may read everything and change nothing. Fails as the others do. */
export async function auditorDatabaseUrl(
  options: Pick<BootstrapOptions, 'postgresAdminUrl' | 'databaseName' | 'secretsDir'>,
): Promise<string> {
  return roleDatabaseUrl(options, auditorRoleOf(options.databaseName ?? 'tidemark'));
}

/** How the watchdog reaches the database. Fails as the others do. */
export async function watchdogDatabaseUrl(
  options: Pick<BootstrapOptions, 'postgresAdminUrl' | 'databaseName' | 'secretsDir'>,
): Promise<string> {
  return roleDatabaseUrl(options, watchdogRoleOf(options.databaseName ?? 'tidemark'));
}

/** How a role reaches the database. Fails when bootstrap has not made its password yet. */
export async function roleDatabaseUrl(
  options: Pick<BootstrapOptions, 'postgresAdminUrl' | 'databaseName' | 'secretsDir'>,
  role: string,
): Promise<string> {
  const url = new URL(databaseUrl(options.postgresAdminUrl, options.databaseName ?? 'tidemark'));
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(await readPassword(options.secretsDir, role));
  return url.href;
}

/** One run: its steps in their order, what they report, and what they leave open. */
class Run {
  readonly steps: StepReport[] = [];
  readonly #settings: Settings;
  readonly #kafka: Kafka;
  readonly #failed = new AbortController();
  readonly #open: (() => Promise<unknown>)[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#kafka = kafkaClient(settings.kafkaBrokers);
  }

  /** Postgres, topics and registry at once; then the connector; last a row that goes the whole way. */
  async all(): Promise<void> {
    const connect = awaitConnect(this.#settings.connectUrl, this.#patience);
    const database = this.#database(connect);
    const topics = this.#topics();
    const registry = this.#registry(database);
    const reader = topics.then((admin) => this.#probeReader(admin));
    const probe = Promise.all([database, topics, reader, connect]).then(([prepared, , probes]) =>
      this.#connectorAndProbe(prepared, probes),
    );
    await this.#together([database, topics, registry, reader, connect, probe]);
  }

  /** In the reverse order of opening; what cannot be closed is not worth failing for. */
  async close(): Promise<void> {
    for (const close of this.#open.toReversed()) await close().catch(() => undefined);
  }

  get #patience(): Patience {
    return { waitMs: this.#settings.waitMs, signal: this.#failed.signal };
  }

  /** Waits for all; the first failure ends the patience of the others and is the one that is thrown. */
  async #together(tasks: readonly Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(
      tasks.map((task) =>
        task.catch((error: unknown) => {
          this.#failed.abort(error);
        }),
      ),
    );
    this.#failed.signal.throwIfAborted();
  }

  async #database(connect: Promise<void>): Promise<PreparedDatabase> {
    const { connectUrl, databaseName } = this.#settings;
    return prepareDatabase(this.#settings, this.#patience, {
      step: (name, work) => this.#step(name, work),
      onClose: (close) => void this.#open.push(close),
      beforeNewSlot: async () => {
        await connect;
        await silenceConnector(connectorUrl(connectUrl, connectorNameOf(databaseName)), this.#patience);
      },
    });
  }

  async #topics(): Promise<Admin> {
    const { kafkaBrokers, topics, topicReplication } = this.#settings;
    const admin = await connectAdmin(this.#kafka, kafkaBrokers, this.#patience);
    this.#open.push(() => admin.disconnect());
    await this.#step('topics', () => applyTopics(admin, topics, topicReplication, this.#patience));
    return admin;
  }

  async #probeReader(admin: Admin): Promise<ProbeReader> {
    const reader = await readProbes(this.#kafka, admin, this.#patience);
    this.#open.push(() => reader.close());
    return reader;
  }

  async #registry(database: Promise<PreparedDatabase>): Promise<void> {
    const { registryUrl, schemas } = this.#settings;
    const nothingMissing = async (): Promise<boolean> =>
      withoutId(schemas, await readSchemaIds((await database).client)).length === 0;
    await this.#step('registry', async () => {
      const registration = await registerSchemas(registryUrl, schemas, this.#patience, nothingMissing);
      const { client } = await database;
      return registration === undefined
        ? registryIsAway(schemas.length)
        : registrationOutcome(registration, await storeSchemaIds(client, registration.rows));
    });
  }

  async #connectorAndProbe({ client }: PreparedDatabase, reader: ProbeReader): Promise<void> {
    const settings = this.#settings;
    const { connectUrl, databaseName } = settings;
    const replicationRole = replicationRoleOf(databaseName);
    const tables = publishedTables(settings.catalogs);
    const connector = await readConnector({
      databaseName,
      databaseHost: settings.connectDatabaseHost,
      databasePort: settings.connectDatabasePort,
      replicationRole,
      passwordFile: connectPasswordFileOf(settings.connectSecretsDir, replicationRole),
      passwordVersion: await provideConnectPassword(settings.secretsDir, replicationRole),
      pollIntervalMs: settings.connectorPollMs,
      outboxes: tables.filter(({ outbox }) => outbox).map(({ schema }) => schema),
      captured: settings.catalogs.flatMap(({ name, database }) =>
        database.captured.map((table) => ({ ...table, schema: name })),
      ),
    });
    await this.#step('connector', () => applyConnector(connectUrl, connector, this.#patience));
    await this.#step('probe', async () => {
      const id = await sendProbe(client);
      const watch = { client, connector: connectorUrl(connectUrl, connector.name), slot: databaseName };
      await awaitProbe(reader, id, watch, this.#patience);
      return { summary: 'a row came out of Kafka', changes: [], warnings: [] };
    });
  }

  async #step<T extends StepOutcome>(step: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const outcome = await work();
    const { summary, changes, warnings } = outcome;
    const report = { step, summary, changes, warnings, ms: performance.now() - started };
    this.steps.push(report);
    this.#settings.onStep(report);
    return outcome;
  }
}

const registryIsAway = (count: number): StepOutcome => ({
  summary: `${counted(count, 'schema')}, all stored before`,
  changes: [],
  warnings: [
    'the registry does not answer; services start without it, yet nobody can read a schema id they have not seen.',
  ],
});

const registrationOutcome = ({ rows, changes }: Registration, added: readonly string[]): StepOutcome => ({
  summary: counted(rows.length, 'schema', { registered: added.length }),
  changes: [...changes, ...added.map((subject) => `${subject} registered`)],
  warnings: [],
});
