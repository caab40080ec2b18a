import { readdir, readFile } from 'node:fs/promises';

/** What a process and everything it started occupies. */
export interface Footprint {
  readonly processes: number;
  /** Proportional set size: shared pages are counted once, split among those who share them. MiB. */
  readonly pssMiB: number;
}

/** Adds up the memory of processes and their descendants, from Linux's /proc. A process that ends meanwhile counts nothing. */
export const footprintOf = async (pids: readonly number[]): Promise<Footprint> => {
  const children = await childrenByParent();
  const all = new Set<number>();
  const visit = (pid: number): void => {
    if (all.has(pid)) return;
    all.add(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  pids.forEach(visit);
  const sizes = await Promise.all([...all].map(pssKiB));
  return { processes: all.size, pssMiB: Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_024) };
};

const childrenByParent = async (): Promise<ReadonlyMap<number, readonly number[]>> => {
  const children = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may itself hold spaces and parentheses.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
};

const pssKiB = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0);
};
