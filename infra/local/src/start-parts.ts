import { withClassArchives } from './class-archives.ts';
import type { RunningConnect } from './connect.ts';
import { startConnect } from './connect.ts';
import type { JavaParts } from './java-parts.ts';
import { provideJavaParts } from './java-parts.ts';
import type { RunningKafka } from './kafka.ts';
import { startKafka } from './kafka.ts';
import type { Part, PartContext, RunningPart } from './part.ts';
import type { RunningPostgres } from './postgres.ts';
import { startPostgres } from './postgres.ts';
import type { Java } from './prerequisites.ts';
import { requireJava } from './prerequisites.ts';
import type { RunningRegistry } from './registry.ts';
import { startRegistry } from './registry.ts';

export interface RunningParts {
  readonly postgres: RunningPostgres | undefined;
  readonly kafka: RunningKafka | undefined;
  readonly registry: RunningRegistry | undefined;
  readonly connect: RunningConnect | undefined;
}

const javaParts: readonly Part[] = ['kafka', 'registry', 'connect'];

/**
 * Starts the wanted parts, each as early as it can: Postgres while the Java parts are still coming, Connect when Kafka
 * answers. When one fails, stops the others, waits until they have noticed, and fails with the first cause.
 */
export async function startParts(
  wanted: ReadonlySet<Part>,
  context: PartContext,
  stop: () => Promise<void>,
): Promise<RunningParts> {
  const java = javaParts.some((part) => wanted.has(part)) ? requireJava() : undefined;
  // Told before anything starts.
  await java;
  let brought: Promise<JavaParts> | undefined;
  const jars = (): Promise<JavaParts> => (brought ??= bring(java ?? requireJava(), context));
  const begin = <T extends RunningPart>(part: Part, start: () => Promise<T>): Promise<T> | undefined =>
    wanted.has(part) ? reported(context, part, start()) : undefined;

  const postgres = begin('postgres', () => startPostgres(context));
  const kafka = begin('kafka', async () => startKafka(context, await jars()));
  const registry = begin('registry', async () => startRegistry(context, await jars()));
  const connect = kafka && begin('connect', async () => startConnect(context, await jars(), (await kafka).brokers));

  const tasks = [postgres, kafka, registry, connect].filter((task) => task !== undefined);
  try {
    await Promise.all(tasks);
  } catch (error) {
    await stop();
    await Promise.allSettled(tasks);
    throw error;
  }
  return { postgres: await postgres, kafka: await kafka, registry: await registry, connect: await connect };
}

async function bring(required: Promise<Java>, context: PartContext): Promise<JavaParts> {
  const java = await required;
  return withClassArchives(await provideJavaParts(context, java.command), java, context);
}

/** Says when the part is ready, and how many seconds its own process took. */
async function reported<T extends RunningPart>({ report }: PartContext, part: Part, starting: Promise<T>): Promise<T> {
  const running = await starting;
  report({ type: 'ready', part, seconds: running.process.seconds, where: running.where });
  return running;
}
