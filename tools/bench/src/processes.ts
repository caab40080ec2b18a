import { readdirSync, readFileSync } from 'node:fs';

/** A line of /proc/<pid>/stat, as far as it is needed. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Of the process, and of children that have ended and were waited for. */
  readonly ticks: number;
  /** Together with the id it tells a process from a later one under the same id. */
  readonly startTicks: string;
}

/** Linux counts CPU time for people in hundredths of a second, on every architecture that we run on. */
const TICK_MS = 10;

/** Reads a line; undefined when it is no such line. The name in it may contain blanks and parentheses. */
export const parseTimes = (line: string): ProcessTimes | undefined => {
  const end = line.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = line
    .slice(end + 2)
    .trim()
    .split(' ');
  const [parent, ...times] = [fields[1], ...fields.slice(11, 15)].map(Number);
  const startTicks = fields[19];
  if (parent === undefined || startTicks === undefined) return undefined;
  return { pid: Number.parseInt(line, 10), parent, ticks: times.reduce((sum, time) => sum + time, 0), startTicks };
};

export const readTimes = (): readonly ProcessTimes[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/u.test(entry))
    .flatMap((entry) => {
      try {
        const times = parseTimes(readFileSync(`/proc/${entry}/stat`, 'utf8'));
        return times === undefined ? [] : [times];
      } catch {
        // It ended while we looked.
        return [];
      }
    });

/** CPU time since the start of each named process with everything it started, and which process that was. */
export interface CpuReading {
  readonly ms: number;
  readonly identity: string;
}

/** Every process under the name of its nearest named ancestor, or of itself; the others are left out. */
export const membersByName = (
  processes: readonly ProcessTimes[],
  named: Readonly<Record<string, number>>,
): ReadonlyMap<string, readonly ProcessTimes[]> => {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const nameOf = new Map(Object.entries(named).map(([name, pid]) => [pid, name]));
  const members = new Map<string, ProcessTimes[]>();
  for (const process of processes) {
    const name = nearestName(process, byPid, nameOf);
    if (name !== undefined) members.set(name, [...(members.get(name) ?? []), process]);
  }
  return members;
};

/**
 * Adds up the CPU time of each named process and of everything it started.
 *
 * A child that ended is in its parent's books as soon as it was waited for, so the sum over a tree never falls: what a
 * Postgres backend used is not lost when its connection closes. A name whose process is gone is left out.
 */
export const cpuByName = (
  processes: readonly ProcessTimes[],
  named: Readonly<Record<string, number>>,
): ReadonlyMap<string, CpuReading> => {
  const readings = new Map<string, CpuReading>();
  for (const [name, members] of membersByName(processes, named)) {
    const root = members.find(({ pid }) => pid === named[name]);
    const ms = members.reduce((sum, { ticks }) => sum + ticks * TICK_MS, 0);
    if (root !== undefined) readings.set(name, { ms, identity: `${root.pid}.${root.startTicks}` });
  }
  return readings;
};

const nearestName = (
  from: ProcessTimes,
  byPid: ReadonlyMap<number, ProcessTimes>,
  nameOf: ReadonlyMap<number, string>,
): string | undefined => {
  for (let at: ProcessTimes | undefined = from; at !== undefined; at = byPid.get(at.parent)) {
    const name = nameOf.get(at.pid);
    if (name !== undefined) return name;
  }
  return undefined;
};

/** A process under measurement ended or was started again: figures over that are none. */
export class ProcessChanged extends Error {
  readonly code = 'BENCH.PROCESS_CHANGED';
  readonly process: string;

  constructor(process: string) {
    super(`${process} ended or was started again during the measurement, so it counts for nothing: read its log.`);
    this.name = 'ProcessChanged';
    this.process = process;
  }
}

/** CPU milliseconds by name between two readings. Fails with {@link ProcessChanged} when one is not the same process. */
export const cpuBetween = (
  before: ReadonlyMap<string, CpuReading>,
  after: ReadonlyMap<string, CpuReading>,
): ReadonlyMap<string, number> =>
  new Map(
    [...before].map(([name, { ms, identity }]) => {
      const later = after.get(name);
      if (later?.identity !== identity) throw new ProcessChanged(name);
      return [name, later.ms - ms];
    }),
  );
