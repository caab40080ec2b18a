import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdsWithin } from './poll.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { asIdentity, identityOf, isRunning } from './process-identity.ts';

/** A process that this or an earlier launcher started on the same data. */
export interface RecordedProcess {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly stopSignal: NodeJS.Signals;
}

const SUFFIX = '.pid.json';

/** The order in which parts are ended; whatever is not named, such as a service, is ended before them all. */
const endedLast: readonly string[] = ['connect', 'registry', 'kafka', 'postgres'];

/** Names in groups: the members of one group are ended together, the next group after them. */
export function stopOrder(names: readonly string[]): string[][] {
  const groups = [
    names.filter((name) => !endedLast.includes(name)),
    ...endedLast.map((part) => names.filter((name) => name === part)),
  ];
  return groups.filter((group) => group.length > 0);
}

/** Writes down who was started, so that the next launcher finds it if this one is killed. */
export function recordProcess(runDir: string, name: string, pid: number, stopSignal: NodeJS.Signals): void {
  const identity = identityOf(pid);
  if (!identity) return;
  mkdirSync(runDir, { recursive: true });
  const path = join(runDir, name + SUFFIX);
  writeFileSync(`${path}.new`, JSON.stringify({ name, ...identity, stopSignal }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function forgetProcess(runDir: string, name: string): void {
  rmSync(join(runDir, name + SUFFIX), { force: true });
}

/** Every recorded process that is still running, known by id, start time and boot. */
export function runningProcesses(runDir: string): RecordedProcess[] {
  return pidFiles(runDir)
    .map((file) => readRecord(join(runDir, file)))
    .filter((record) => record !== undefined && isRunning(record.identity)) as RecordedProcess[];
}

/**
 * Ends what a killed launcher left running, in the order of {@link stopOrder}, and forgets it. Answers the names.
 *
 * Asks first and kills after three seconds: left-over Java and Postgres processes hold ports and locks that the next
 * start needs.
 */
export async function endLeftovers(runDir: string, limitMs = 3000): Promise<string[]> {
  const running = runningProcesses(runDir);
  for (const group of stopOrder(running.map((record) => record.name))) {
    await Promise.all(
      running.filter((record) => group.includes(record.name)).map((record) => endProcess(record, limitMs)),
    );
  }
  for (const file of pidFiles(runDir)) rmSync(join(runDir, file), { force: true });
  return running.map((record) => record.name);
}

async function endProcess({ identity, stopSignal }: RecordedProcess, limitMs: number): Promise<void> {
  signalIfRunning(identity, stopSignal);
  if (await holdsWithin(limitMs, () => !isRunning(identity))) return;
  // The process leads its own group, so its children go with it.
  signalIfRunning(identity, 'SIGKILL', -identity.pid);
  await holdsWithin(2000, () => !isRunning(identity));
}

function signalIfRunning(identity: ProcessIdentity, signal: NodeJS.Signals, target = identity.pid): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(target, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

function pidFiles(runDir: string): string[] {
  try {
    return readdirSync(runDir).filter((file) => file.endsWith(SUFFIX));
  } catch {
    return [];
  }
}

function readRecord(path: string): RecordedProcess | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<keyof RecordedProcess, unknown>>;
    const identity = asIdentity(value);
    const stopSignal = value.stopSignal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    return identity && typeof value.name === 'string' ? { name: value.name, identity, stopSignal } : undefined;
  } catch {
    return undefined;
  }
}
