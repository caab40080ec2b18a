import { cpus, loadavg, release, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where and on what a figure was measured; without it, it says little. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly kernel: string;
  readonly node: string;
  readonly memoryMiB: number;
  /** Over the minute before the benchmark began: well above the shop's own, others were at work. */
  readonly loadAverageAtStart: number;
  readonly at: string;
  readonly commit: string;
}

export const machineNow = (): Machine => {
  const processors = cpus();
  return {
    cores: processors.length,
    model: processors[0]?.model.trim() ?? 'unknown',
    kernel: release(),
    node: process.version,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    loadAverageAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    at: new Date().toISOString(),
    commit: commitOf(fileURLToPath(new URL('../../..', import.meta.url))),
  };
};

/** The commit that a checkout stands on, and whether it was changed since; `unknown` without git. */
export const commitOf = (checkout: string): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { cwd: checkout, stdio: 'pipe' })
      .toString('utf8')
      .trim();
  } catch {
    return 'unknown';
  }
};
