import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunningConnect } from './connect.ts';
import { startConnect } from './connect.ts';
import type { FileLock } from './file-lock.ts';
import { tryLock } from './file-lock.ts';
import { provideJavaParts } from './java-parts.ts';
import type { RunningKafka } from './kafka.ts';
import { startKafka } from './kafka.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { PartContext, StackProcessOptions } from './part.ts';
import { endLeftovers } from './pid-files.ts';
import type { PortChoice } from './ports.ts';
import type { RunningPostgres } from './postgres.ts';
import { startPostgres } from './postgres.ts';
import { forgetHome, sweepHomes } from './postgres-home.ts';
import { requireJava, requirePlatform, requireSpace } from './prerequisites.ts';
import { ProcessGroup } from './process-group.ts';
import type { Reporter } from './progress.ts';
import type { RunningRegistry } from './registry.ts';
import { startRegistry } from './registry.ts';
import type { ProcessExit, SupervisedProcess } from './supervised-process.ts';

export type Part = 'postgres' | 'kafka' | 'registry' | 'connect';

export interface StackOptions {
  /** Everything the stack remembers is here; the same folder again continues where it was. */
  readonly dataDir: string;
  readonly ports: PortChoice;
  /** All of them, unless said. Connect brings Kafka with it. */
  readonly parts?: readonly Part[];
  readonly report?: Reporter;
  /** Told when a process ends that nobody stopped. */
  readonly onExit?: (exit: ProcessExit) => void;
  /** Aborting while the stack starts stops what has been started; the start then fails with LOCAL.STOPPED. */
  readonly signal?: AbortSignal;
}

export interface Stack {
  readonly postgres: { readonly host: string; readonly port: number; readonly adminUrl: string };
  readonly kafka: { readonly brokers: string };
  /** The Confluent-compatible interface: …/apis/ccompat/v7. */
  readonly registry: { readonly url: string };
  readonly connect: { readonly url: string };
  /** Process ids by name, of the parts and of what was started beside them. */
  readonly pids: Readonly<Record<string, number>>;
  readonly logs: string;
  /** Starts a process that belongs to the stack, such as a service: logged, recorded, and stopped before the parts. */
  start(options: StackProcessOptions): Promise<SupervisedProcess>;
  /** Stops everything in order, within ten seconds, and lets the data folder go. Safe to call again. */
  stop(): Promise<void>;
}

/** What a start on empty data writes, and room to work. */
const NEEDED_BYTES = 500_000_000;

/**
 * Starts the parts in parallel and answers when each is ready.
 *
 * Fails with a {@link LocalStackError} whose sentence names the cure; nothing is left running then. Asking the stack for a
 * part that was not started is a mistake of the caller and throws.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { report = () => undefined, signal } = options;
  requirePlatform();
  const layout = layoutOf(resolve(options.dataDir));
  const lock = await takeDataFolder(layout);
  const group = new ProcessGroup(layout, report, options.onExit);
  const stopEarly = (): void => void group.stop();
  signal?.addEventListener('abort', stopEarly);
  try {
    signal?.throwIfAborted();
    return stackOf(layout, group, await startParts(options, layout, group, report), lock);
  } catch (error) {
    await group.stop();
    lock.release();
    throw signal?.aborted === true ? new LocalStackError('LOCAL.STOPPED', 'Stopped while starting.') : error;
  } finally {
    signal?.removeEventListener('abort', stopEarly);
  }
}

/** Deletes what a data folder remembers, also outside of it. Fails with LOCAL.ALREADY_RUNNING while it is in use. */
export async function forgetData(dataDir: string): Promise<void> {
  const layout = layoutOf(resolve(dataDir));
  const lock = await takeDataFolder(layout);
  try {
    await endLeftovers(layout.run);
    await forgetHome(layout);
    await rm(layout.dataDir, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

interface RunningParts {
  readonly postgres?: RunningPostgres;
  readonly kafka?: RunningKafka;
  readonly registry?: RunningRegistry;
  readonly connect?: RunningConnect;
}

async function startParts(
  options: StackOptions,
  layout: Layout,
  group: ProcessGroup,
  report: Reporter,
): Promise<RunningParts> {
  const wanted = new Set<Part>(options.parts ?? ['postgres', 'kafka', 'registry', 'connect']);
  if (wanted.has('connect')) wanted.add('kafka');
  const ended = await endLeftovers(layout.run);
  if (ended.length > 0)
    report({ type: 'note', text: `ended what an earlier start had left running: ${ended.join(', ')}` });
  await sweepHomes();
  await requireSpace(layout.dataDir, NEEDED_BYTES, 'the data of the stack');
  const context: PartContext = {
    layout,
    ports: options.ports,
    report,
    start: (process) => group.start(process),
    run: (process) => group.run(process),
  };
  const java = wanted.has('kafka') || wanted.has('registry') ? await requireJava() : '';
  const timed = clock(report);
  const postgres = wanted.has('postgres')
    ? timed('postgres', startPostgres(context), (part) => `${part.host}:${part.port}`)
    : undefined;
  const jars = java ? provideJavaParts(context) : undefined;
  const kafka =
    wanted.has('kafka') && jars
      ? timed(
          'kafka',
          jars.then((parts) => startKafka(context, java, parts)),
          (part) => part.brokers,
        )
      : undefined;
  const registry =
    wanted.has('registry') && jars
      ? timed(
          'registry',
          jars.then((parts) => startRegistry(context, java, parts)),
          (part) => part.url,
        )
      : undefined;
  const connect =
    wanted.has('connect') && jars && kafka
      ? timed(
          'connect',
          Promise.all([jars, kafka]).then(([parts, { brokers }]) => startConnect(context, java, parts, brokers)),
          (part) => part.url,
        )
      : undefined;
  await allOrNone([postgres, jars, kafka, registry, connect], group);
  return {
    ...(await named('postgres', postgres)),
    ...(await named('kafka', kafka)),
    ...(await named('registry', registry)),
    ...(await named('connect', connect)),
  };
}

/** Waits for all. When one fails, stops the others and waits until they have noticed, then fails with the first cause. */
async function allOrNone(tasks: readonly (Promise<unknown> | undefined)[], group: ProcessGroup): Promise<void> {
  try {
    await Promise.all(tasks);
  } catch (error) {
    await group.stop();
    await Promise.allSettled(tasks);
    throw error;
  }
}

async function named<K extends Part, T>(name: K, task: Promise<T> | undefined): Promise<{ readonly [key in K]?: T }> {
  return (task === undefined ? {} : { [name]: await task }) as { readonly [key in K]?: T };
}

/** Reports each part when it is ready, with the seconds its own process took. */
function clock(report: Reporter) {
  return async <T extends { readonly process: SupervisedProcess }>(
    part: Part,
    starting: Promise<T>,
    where: (part: T) => string,
  ): Promise<T> => {
    const running = await starting;
    report({ type: 'ready', part, seconds: running.process.seconds, where: where(running) });
    return running;
  };
}

function stackOf(layout: Layout, group: ProcessGroup, parts: RunningParts, lock: FileLock): Stack {
  const need = <T>(part: T | undefined, name: Part): T => {
    if (part === undefined) throw new Error(`This stack was started without ${name}: name it in "parts".`);
    return part;
  };
  return {
    get postgres() {
      const { host, port, adminUrl } = need(parts.postgres, 'postgres');
      return { host, port, adminUrl };
    },
    get kafka() {
      return { brokers: need(parts.kafka, 'kafka').brokers };
    },
    get registry() {
      return { url: need(parts.registry, 'registry').url };
    },
    get connect() {
      return { url: need(parts.connect, 'connect').url };
    },
    get pids() {
      return group.pids();
    },
    logs: layout.logs,
    start: (process) => group.start(process),
    stop: async () => {
      await group.stop();
      lock.release();
    },
  };
}

async function takeDataFolder(layout: Layout): Promise<FileLock> {
  const { dataDir } = layout;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new LocalStackError(
      'LOCAL.FOREIGN_DATA',
      `${dataDir} cannot be written: start as its owner, or name another folder with TIDEMARK_DATA.`,
      { dataDir, cause },
    );
  }
  const { uid } = await stat(dataDir);
  if (uid !== process.getuid?.()) {
    throw new LocalStackError(
      'LOCAL.FOREIGN_DATA',
      `${dataDir} belongs to another user: start as that user, or name another folder with TIDEMARK_DATA.`,
      { dataDir, uid },
    );
  }
  const attempt = tryLock(layout.lockFile);
  if ('lock' in attempt) return attempt.lock;
  throw new LocalStackError(
    'LOCAL.ALREADY_RUNNING',
    `Tidemark is already running on ${dataDir} (process ${attempt.heldBy.pid}): stop it with Ctrl-C there, or name another folder with TIDEMARK_DATA.`,
    { dataDir, pid: attempt.heldBy.pid },
  );
}
