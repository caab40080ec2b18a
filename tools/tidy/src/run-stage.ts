import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';
import type { Stage } from './stages.ts';
import { failuresOf, ofCheck, ofTests } from './tally.ts';
import type { Tally } from './tally.ts';

export type StageResult = {
  readonly stage: Stage;
  readonly succeeded: boolean;
  readonly tally: Tally;
  readonly failures: readonly string[];
  readonly seconds: number;
  readonly log: string;
};

const results = join(root, 'test-results');
const limitMs = 20 * 60_000;
const running = new Set<ChildProcess>();

/** Ends what is still running; each stage ends its own children. */
export const endStages = (): void => {
  for (const child of running) child.kill('SIGTERM');
};

/** Runs one stage to its end, its output in `test-results/<name>.log`. A stage that hangs is ended, and has failed. */
export const runStage = async (stage: Stage): Promise<StageResult> => {
  const log = join(results, `${stage.name}.log`);
  const report = join(results, `${stage.name}.json`);
  mkdirSync(results, { recursive: true });
  rmSync(report, { force: true });
  const started = performance.now();
  const succeeded = (await exitCodeOf(stage, log)) === 0;
  const written = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  return {
    stage,
    succeeded,
    tally: stage.countsTests ? ofTests(written, succeeded) : ofCheck(succeeded),
    failures: failuresOf(stage.name, written?.replaceAll(`${root}/`, ''), succeeded),
    seconds: (performance.now() - started) / 1000,
    log: readFileSync(log, 'utf8').trimEnd(),
  };
};

const exitCodeOf = (stage: Stage, log: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const output = openSync(log, 'w');
    const runner = join(root, 'tools/tidy/node24.mjs');
    const child = spawn(process.execPath, [runner, stage.program, ...stage.args], {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NX_DAEMON: 'false' },
    });
    closeSync(output);
    running.add(child);
    const limit = setTimeout(() => child.kill('SIGTERM'), limitMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      running.delete(child);
      resolve(code ?? 1);
    });
  });
