import { readFile } from 'node:fs/promises';
import { withDescendants } from './process-tree.ts';

/** What a process and everything it started occupies. */
export interface Footprint {
  readonly processes: number;
  /** Proportional set size: shared pages are counted once, split among those who share them. MiB. */
  readonly pssMiB: number;
}

/** Adds up the memory of processes and their descendants, from Linux's /proc. A process that ends meanwhile counts nothing. */
export const footprintOf = async (pids: readonly number[]): Promise<Footprint> => {
  const all = await withDescendants(pids);
  const sizes = await Promise.all(all.map(pssKiB));
  return { processes: all.length, pssMiB: Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_024) };
};

const pssKiB = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0);
};
