import { readFileSync } from 'node:fs';

/**
 * Which process is meant, beyond doubt. A process id alone is reused; together with the time the process started and the
 * boot of the machine it is not, so nobody else's process is ever taken for ours.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the boot and the start of the process, as the kernel counts them. */
  readonly startTicks: string;
  readonly boot: string;
}

/** Answers the state and start time of a line of /proc/<pid>/stat. The name in it may contain blanks and parentheses. */
export function parseProcessStat(line: string): { readonly state: string; readonly startTicks: string } | undefined {
  const end = line.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = line
    .slice(end + 2)
    .trim()
    .split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  return state && startTicks ? { state, startTicks } : undefined;
}

/** Answers who runs under this process id now; undefined when nobody does, or only a zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined;
    return { pid, startTicks: stat.startTicks, boot: bootId() };
  } catch {
    return undefined;
  }
}

/** True while exactly this process, not a later one under the same id, is running. */
export function isRunning(identity: ProcessIdentity): boolean {
  const current = identityOf(identity.pid);
  return current?.startTicks === identity.startTicks && current.boot === identity.boot;
}

/** Reads an identity out of a parsed file; undefined when the file holds something else. */
export function asIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startTicks, boot } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return typeof pid === 'number' &&
    Number.isSafeInteger(pid) &&
    pid > 1 &&
    typeof startTicks === 'string' &&
    typeof boot === 'string'
    ? { pid, startTicks, boot }
    : undefined;
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
