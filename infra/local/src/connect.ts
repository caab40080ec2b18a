import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { javaArguments, log4jFlag, propertiesFile } from './java-command.ts';
import type { JavaParts } from './java-parts.ts';
import type { PartContext, RunningPart } from './part.ts';
import { startOnPort } from './part.ts';
import { LOOPBACK } from './ports.ts';
import { withTimerSlack } from './timer-slack.ts';

export interface RunningConnect extends RunningPart {
  readonly url: string;
}

/**
 * Debezium's queue spends the last millisecond of each interval in a loop, for it waits by whole milliseconds and then asks
 * whether the time is over. Waits that last a little longer leave it none (ADR 0036).
 */
const TIMER_SLACK_MS = 1;
/** How often the connector is to look for new rows, with those timers: 4 to 5 ms. */
export const CONNECTOR_POLL_MS = 4;

/** Starts a distributed worker with the Debezium plugin. Connectors and offsets are kept in Kafka, so they outlive it. */
export async function startConnect(context: PartContext, parts: JavaParts, brokers: string): Promise<RunningConnect> {
  const { layout } = context;
  await mkdir(layout.connect, { recursive: true });
  // Connect starts only when the folder it may read is there.
  await mkdir(layout.secrets, { recursive: true, mode: 0o700 });
  const way = context.detours.kafka['connect'];
  const kafka = way === undefined ? brokers : `${LOOPBACK}:${way.advertised}`;
  return startOnPort(context, 'connect', 8083, async (port) => {
    const url = `http://${LOOPBACK}:${port}`;
    const properties = join(layout.configuration, 'connect.properties');
    await writeFile(
      properties,
      propertiesFile(connectSettings({ brokers: kafka, port, plugins: parts.connectPlugins, secrets: layout.secrets })),
    );
    const flags = [log4jFlag(layout.configuration), '-cp', parts.kafkaJars];
    const process = await context.start({
      name: 'connect',
      ...withTimerSlack(TIMER_SLACK_MS, {
        command: parts.java,
        args: [
          ...javaArguments({ heapMb: 320, temporary: layout.temporary, classes: parts.classes('connect'), flags }),
          'org.apache.kafka.connect.cli.ConnectDistributed',
          properties,
        ],
      }),
      cwd: layout.connect,
      port,
      // Answers only when the worker has joined its group and read its configuration.
      ready: `${url}/connectors`,
    });
    return { url, where: url, process };
  });
}

function connectSettings({
  brokers,
  port,
  plugins,
  secrets,
}: {
  readonly brokers: string;
  readonly port: number;
  readonly plugins: string;
  readonly secrets: string;
}): Record<string, string | number | boolean> {
  return {
    'bootstrap.servers': brokers,
    'group.id': 'tidemark-connect',
    listeners: `http://${LOOPBACK}:${port}`,
    'rest.advertised.host.name': LOOPBACK,
    'rest.advertised.port': port,
    'plugin.path': plugins,
    'plugin.discovery': 'SERVICE_LOAD',
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'key.converter.schemas.enable': false,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': false,
    // A connector names the file of its password; the password itself would show over REST and in the topic of configurations.
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.file.param.allowed.paths': secrets,
    'config.storage.topic': 'tidemark.connect.configs',
    'config.storage.replication.factor': 1,
    'offset.storage.topic': 'tidemark.connect.offsets',
    'offset.storage.replication.factor': 1,
    'offset.storage.partitions': 1,
    'status.storage.topic': 'tidemark.connect.status',
    'status.storage.replication.factor': 1,
    'status.storage.partitions': 1,
    // Connectors choose their producers' linger and compression.
    'connector.client.config.override.policy': 'All',
    'topic.creation.enable': false,
    // What was sent since the last flush is sent again after a kill: a second of it, not a minute.
    'offset.flush.interval.ms': 1000,
    // A worker that comes back after a kill waits for its own earlier self to time out, not for a rebalance delay on top.
    'session.timeout.ms': 6000,
    'heartbeat.interval.ms': 2000,
    'scheduled.rebalance.max.delay.ms': 0,
    'task.shutdown.graceful.timeout.ms': 2000,
    'reconnect.backoff.max.ms': 200,
  };
}
