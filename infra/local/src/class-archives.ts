import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startConnect } from './connect.ts';
import { noDetours } from './detours.ts';
import type { JavaParts, JavaProgram } from './java-parts.ts';
import { inJavaCache } from './java-parts.ts';
import { startKafka } from './kafka.ts';
import { layoutOf } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { PartContext, StackProcessOptions } from './part.ts';
import type { Java } from './prerequisites.ts';
import { startRegistry } from './registry.ts';
import type { SupervisedProcess } from './supervised-process.ts';

const PROGRAMS: readonly JavaProgram[] = ['kafka', 'registry', 'connect'];
/** A program that ends writes its archive first: a second of work, more on a busy machine. */
const WRITTEN_WITHIN_MS = 60_000;

/**
 * Answers the parts with archives of their classes: a program that maps its classes, instead of reading and checking each
 * in its jar, starts in about half the processor time, after a crash as well.
 *
 * The archives are recorded once for each Java, by a start of the programs on empty data. Where that fails, a note says why,
 * and the parts start without, as they would with a Java that does not take the archives. Application class-data sharing:
 * JEP 310, JEP 350; Kafka's own image does the same (KIP-975).
 */
export async function withClassArchives(parts: JavaParts, java: Java, context: PartContext): Promise<JavaParts> {
  const hash = createHash('sha256').update(java.version).digest('hex').slice(0, 16);
  const folder = join(parts.folder, `classes-${hash}`);
  if (!existsSync(folder)) {
    await inJavaCache(parts.cache, context.report, async () => {
      // Whoever was in the cache may have recorded them meanwhile.
      if (!existsSync(folder)) await recordOrTell(parts, folder, context);
    });
  }
  const archive = (program: JavaProgram): string => join(folder, `${program}.jsa`);
  return {
    ...parts,
    classes: (program) => (existsSync(archive(program)) ? [`-XX:SharedArchiveFile=${archive(program)}`] : []),
  };
}

async function recordOrTell(parts: JavaParts, folder: string, context: PartContext): Promise<void> {
  const began = performance.now();
  context.report({
    type: 'note',
    text: 'recording the classes of the Java parts, once: their starts take half the work',
  });
  try {
    await record(parts, folder, context);
    const seconds = (performance.now() - began) / 1_000;
    context.report({ type: 'ready', part: 'classes', seconds, where: folder });
  } catch (error) {
    if (error instanceof LocalStackError && error.code === 'LOCAL.STOPPED') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    context.report({ type: 'note', text: `warning: the Java parts start without recorded classes, slower: ${reason}` });
  }
}

/** The folder gets its name last, when every archive is in it. */
async function record(parts: JavaParts, folder: string, context: PartContext): Promise<void> {
  const draft = await mkdtemp(`${folder}.`);
  const scratch = join(context.layout.temporary, 'classes');
  // What runs for seconds needs no second compiler.
  const recording = (program: JavaProgram): readonly string[] => [
    '-XX:TieredStopAtLevel=1',
    `-XX:ArchiveClassesAtExit=${join(draft, `${program}.jsa`)}`,
  ];
  try {
    await startAndStop({ ...parts, classes: recording }, apart(context, scratch));
    const missing = PROGRAMS.filter((program) => !existsSync(join(draft, `${program}.jsa`)));
    if (missing.length > 0) throw new Error(`this Java recorded nothing of ${missing.join(', ')}.`);
    await rename(draft, folder);
  } finally {
    await Promise.all([draft, scratch].map((path) => rm(path, { recursive: true, force: true })));
  }
}

/** What has been started is stopped, also when another fails; nothing is left running. */
async function startAndStop(parts: JavaParts, context: PartContext): Promise<void> {
  const started: SupervisedProcess[] = [];
  const start = async (options: StackProcessOptions): Promise<SupervisedProcess> => {
    const process = await context.start(options);
    started.unshift(process);
    return process;
  };
  const tracked = { ...context, start };
  const tasks = await Promise.allSettled([
    startKafka(tracked, parts).then(({ brokers }) => startConnect(tracked, parts, brokers)),
    startRegistry(tracked, parts),
  ]);
  for (const process of started) await process.stop(WRITTEN_WITHIN_MS);
  for (const task of tasks) if (task.status === 'rejected') throw task.reason;
}

/** Nothing of the stack's own is touched: not its data, its ports, its logs, or the detours of a test. */
function apart(context: PartContext, scratch: string): PartContext {
  const named = (options: StackProcessOptions): StackProcessOptions => ({
    ...options,
    name: `recording-${options.name}`,
  });
  return {
    layout: layoutOf(scratch),
    ports: 'free',
    detours: noDetours,
    report: () => undefined,
    start: (options) => context.start(named(options)),
    run: (options) => context.run(named(options)),
  };
}
