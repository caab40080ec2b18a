import { resolve } from 'node:path';
import { takeDataFolder } from './data-folder.ts';
import type { Detours } from './detours.ts';
import { noDetours } from './detours.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { Part, PartContext, StackProcessOptions } from './part.ts';
import { endLeftovers } from './pid-files.ts';
import type { PortChoice } from './ports.ts';
import { sweepHomes } from './postgres-home.ts';
import { requirePlatform, requireSpace } from './prerequisites.ts';
import { ProcessGroup } from './process-group.ts';
import type { Reporter } from './progress.ts';
import { leftoversNote } from './progress.ts';
import type { RunningParts } from './start-parts.ts';
import { startParts } from './start-parts.ts';
import type { ProcessExit, SupervisedProcess } from './supervised-process.ts';

export interface StackOptions {
  /** Everything the stack remembers is here; the same folder again continues where it was. */
  readonly dataDir: string;
  readonly ports: PortChoice;
  /** All of them, unless said. Connect brings Kafka with it. */
  readonly parts?: readonly Part[];
  readonly report?: Reporter;
  /** Told when a process ends that nobody stopped. */
  readonly onExit?: (exit: ProcessExit) => void;
  /**
   * With it, a process that ends unexpectedly is started again as soon as this has resolved, however often; without it, a
   * part that has ended is only told of. For tests, which end parts on purpose.
   */
  readonly mayRestart?: (name: string) => Promise<void>;
  /** For tests, which cut connections. */
  readonly detours?: Detours;
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
  /** The folder of the log files, one for each process. */
  readonly logs: string;
  /** The folder for passwords, and the only one from which Connect reads any. */
  readonly secrets: string;
  /** Starts a process that belongs to the stack, such as a service: logged, recorded, and stopped before the parts. */
  start(options: StackProcessOptions): Promise<SupervisedProcess>;
  /** Runs a program to its end. Fails with LOCAL.PROCESS_FAILED when that is not a good one. */
  run(options: StackProcessOptions): Promise<void>;
  /**
   * Stops everything in order and lets the data folder go: within seven seconds, and another ten where a service cannot
   * finish what it has in hand. Safe to call again.
   */
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
  const group = new ProcessGroup(layout, report, options);
  const stop = async (): Promise<void> => {
    await group.stop();
    lock.release();
  };
  const stopEarly = (): void => void group.stop();
  signal?.addEventListener('abort', stopEarly);
  try {
    signal?.throwIfAborted();
    await prepare(layout, report);
    const wanted = new Set<Part>(options.parts ?? ['postgres', 'kafka', 'registry', 'connect']);
    if (wanted.has('connect')) wanted.add('kafka');
    const parts = await startParts(wanted, contextOf(options, layout, group, report), () => group.stop());
    signal?.throwIfAborted();
    return stackOf(layout, group, parts, stop);
  } catch (error) {
    await stop();
    throw signal?.aborted === true ? new LocalStackError('LOCAL.STOPPED', 'Stopped while starting.') : error;
  } finally {
    signal?.removeEventListener('abort', stopEarly);
  }
}

async function prepare(layout: Layout, report: Reporter): Promise<void> {
  const ended = await endLeftovers(layout.run);
  if (ended.length > 0) report(leftoversNote(ended));
  await sweepHomes();
  await requireSpace(layout.dataDir, NEEDED_BYTES, 'the data of the stack');
}

function contextOf(
  { ports, detours = noDetours }: StackOptions,
  layout: Layout,
  group: ProcessGroup,
  report: Reporter,
): PartContext {
  return {
    layout,
    ports,
    report,
    detours,
    start: (process) => group.start(process),
    run: (process) => group.run(process),
  };
}

function stackOf(layout: Layout, group: ProcessGroup, parts: RunningParts, stop: () => Promise<void>): Stack {
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
    secrets: layout.secrets,
    start: (process) => group.start(process),
    run: (process) => group.run(process),
    stop,
  };
}

function need<T>(part: T | undefined, name: Part): T {
  if (part === undefined) throw new Error(`This stack was started without ${name}: name it in "parts".`);
  return part;
}
