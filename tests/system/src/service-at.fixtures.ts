import { readdirSync, readFileSync } from 'node:fs';
import { listenersOf } from '@tidemark/local';

const PROGRAM = /\/services\/([a-z][a-z0-9-]*)\/app\/dist\/main\.js/u;

/** Who listened at an origin when it was looked up; `service` is undefined where that is no built service. */
interface Known {
  readonly pid: number;
  readonly command: string;
  readonly service: string | undefined;
}

const known = new Map<string, Known>();

/**
 * Which service listens there, by the program of the process that does: whoever started it, on whatever port. Undefined for
 * all that is no built service. Looked up again when that process has ended: its port may be another's by then.
 */
export const serviceAt = (origin: string): string | undefined => {
  const before = known.get(origin);
  if (before !== undefined && stillRuns(before)) return before.service;
  const found = whoListens(Number(new URL(origin).port));
  if (found === undefined) known.delete(origin);
  else known.set(origin, found);
  return found?.service;
};

const stillRuns = ({ pid, command }: Known): boolean => commandOf(pid) === command;

const whoListens = (port: number): Known | undefined =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(Number(name)) }))
    .map(({ pid, command }): Known => ({ pid, command, service: PROGRAM.exec(command)?.[1] }))
    // Those that are built services first: there are few of them.
    .toSorted((a, b) => Number(b.service !== undefined) - Number(a.service !== undefined))
    .find(({ pid }) => listenersOf([pid]).some((listener) => listener.port === port));

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
