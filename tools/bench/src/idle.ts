import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { rounded } from './histogram.ts';
import { cpuBetween, cpuByName, membersByName, readTimes } from './processes.ts';
import type { Target } from './target.ts';

/** How many cores the shop uses while nothing happens, in all and by process. */
export const idleCores = async (target: Target, seconds: number): Promise<Readonly<Record<string, number>>> => {
  const began = performance.now();
  const before = cpuByName(readTimes(), target.pids);
  await sleep(seconds * 1_000);
  const after = cpuByName(readTimes(), target.pids);
  const elapsedMs = performance.now() - began;
  const cores = [...cpuBetween(before, after)].map(([name, ms]) => [name, ms / elapsedMs] as const);
  const total = cores.reduce((sum, [, used]) => sum + used, 0);
  return { total: rounded(total, 3), ...Object.fromEntries(cores.map(([name, used]) => [name, rounded(used, 4)])) };
};

/** Proportional set size of the shop, in all and by process, in MiB. */
export const memoryOf = async (target: Target): Promise<Readonly<Record<string, number>>> => {
  const sizes: Record<string, number> = {};
  for (const [name, members] of membersByName(readTimes(), target.pids)) {
    const kiB = await Promise.all(members.map(({ pid }) => pssKiB(pid)));
    sizes[name] = Math.round(kiB.reduce((sum, size) => sum + size, 0) / 1_024);
  }
  return { total: Object.values(sizes).reduce((sum, size) => sum + size, 0), ...sizes };
};

const pssKiB = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0);
};
