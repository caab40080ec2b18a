import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Detours } from './detours.ts';
import { javaArguments, log4jConfiguration, log4jFlag, propertiesFile } from './java-command.ts';
import type { JavaParts } from './java-parts.ts';
import type { PartContext, RunningPart } from './part.ts';
import { startOnPort } from './part.ts';
import { LOOPBACK, choosePort } from './ports.ts';

export interface RunningKafka extends RunningPart {
  readonly brokers: string;
}

/** Starts one node that is broker and controller. Its cluster id and records outlive it in the data folder. */
export async function startKafka(context: PartContext, parts: JavaParts): Promise<RunningKafka> {
  const { layout } = context;
  await Promise.all(
    [layout.kafka, layout.configuration, layout.temporary].map((folder) => mkdir(folder, { recursive: true })),
  );
  await writeFile(join(layout.configuration, 'log4j2.properties'), log4jConfiguration);
  return startOnPort(context, 'kafka', 9092, async (port) => {
    const controllerPort = await choosePort('free', 9093, 'kafka');
    const properties = join(layout.configuration, 'kafka.properties');
    await writeFile(
      properties,
      propertiesFile(kafkaSettings(layout.kafka, port, controllerPort, context.detours.kafka)),
    );
    const flags = [log4jFlag(layout.configuration), '-cp', parts.kafkaJars];
    const jvm = javaArguments({ heapMb: 384, temporary: layout.temporary, classes: parts.classes('kafka'), flags });
    if (!existsSync(join(layout.kafka, 'meta.properties'))) {
      const clusterId = randomBytes(16).toString('base64url');
      // Joined by "=": an id may begin with a dash, which alone would be read as an option.
      const format = ['format', '--ignore-formatted', `--cluster-id=${clusterId}`, '--config', properties];
      await context.run({
        name: 'kafka-format',
        command: parts.java,
        args: [...jvm, '-XX:TieredStopAtLevel=1', 'kafka.tools.StorageTool', ...format],
      });
    }
    const process = await context.start({
      name: 'kafka',
      command: parts.java,
      args: [...jvm, 'kafka.Kafka', properties],
      cwd: layout.kafka,
      port,
      ready: () => brokerAnswers(port),
    });
    const brokers = `${LOOPBACK}:${port}`;
    return { brokers, where: brokers, process };
  });
}

/** One node, one copy of everything, small internal topics, and nothing created behind bootstrap's back. */
function kafkaSettings(
  dataDir: string,
  port: number,
  controllerPort: number,
  detours: Detours['kafka'],
): Record<string, string | number | boolean> {
  const ways = Object.entries(detours).map(([client, ports]) => ({ name: `BY_${client.toUpperCase()}`, ...ports }));
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${LOOPBACK}:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [
      `PLAINTEXT://${LOOPBACK}:${port}`,
      `CONTROLLER://${LOOPBACK}:${controllerPort}`,
      ...ways.map((way) => `${way.name}://${LOOPBACK}:${way.port}`),
    ].join(','),
    'advertised.listeners': [
      `PLAINTEXT://${LOOPBACK}:${port}`,
      ...ways.map(({ name, advertised }) => `${name}://${LOOPBACK}:${advertised}`),
    ].join(','),
    'listener.security.protocol.map': [
      'PLAINTEXT:PLAINTEXT',
      'CONTROLLER:PLAINTEXT',
      ...ways.map(({ name }) => `${name}:PLAINTEXT`),
    ].join(','),
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    'num.partitions': 3,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 10,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 5,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed may not register again before its earlier self's session has ended, and asks once per
    // heartbeat: with the defaults of 9 and 2 s that is most of the time it takes to come back.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 4,
    // The default buffer of 128 MB is allocated at the start, for compaction that here never has much to do.
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    'controlled.shutdown.enable': true,
  };
}

/**
 * True when the broker answers a Metadata request with itself in the list: it is then registered and unfenced, and topics
 * can be created. An open port alone comes earlier than that.
 */
export function brokerAnswers(port: number, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: LOOPBACK, port });
    let received = Buffer.alloc(0);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
    socket.once('connect', () => socket.write(metadataRequest));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const brokers = brokersInMetadata(received);
      if (brokers !== undefined) settle(brokers > 0);
    });
  });
}

/** Metadata, version 1, no topics: size, key 3, version 1, correlation 1, client "ready", an empty array. */
const metadataRequest = Buffer.from(
  '00000013' + '0003' + '0001' + '00000001' + '0005' + '7265616479' + '00000000',
  'hex',
);

/** The number of brokers in an answer to it; undefined while the answer is not complete. */
export function brokersInMetadata(received: Buffer): number | undefined {
  if (received.length < 12 || received.length < 4 + received.readInt32BE(0)) return undefined;
  return received.readInt32BE(8);
}
