import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './bug.ts';
import type { Sandbox } from './sandbox.ts';
import type { Verdict } from './verdict.ts';
import { verdictOf } from './verdict.ts';

const LIMIT_MS = 10 * 60_000;
const running = new Set<ChildProcess>();

/** Ends what is still running; Vitest puts away what it started. */
export const endChecks = (): void => {
  for (const child of running) child.kill('SIGTERM');
};

/**
 * Runs checks in the copy and says of each what it found; `untilFirst` stops at the first failure. They must be of one
 * {@link sortOf}, and if one has a title, it must be alone.
 */
export const runChecks = async (
  { folder, environment }: Pick<Sandbox, 'folder' | 'environment'>,
  checks: readonly Check[],
  untilFirst: boolean,
): Promise<readonly Verdict[]> => {
  const [first] = checks;
  if (first === undefined) return [];
  const report = join(folder, 'planted-bugs.json');
  rmSync(report, { force: true });
  const ended = await vitest(folder, environment, [
    ...['run', '--project', sortOf(first)],
    ...new Set(checks.map(({ spec }) => spec)),
    ...(first.title === undefined ? [] : ['--testNamePattern', literally(first.title)]),
    ...(untilFirst ? ['--bail', '1'] : []),
    ...['--reporter', 'json', '--outputFile', report],
  ]);
  if (!ended) return checks.map(() => ({ kind: 'untried', reason: `not ended after ${LIMIT_MS / 60_000} minutes` }));
  const written = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  return checks.map(({ spec }) => verdictOf(written, spec));
};

/** The project of Vitest that runs it: checks of one sort can share a run. */
export const sortOf = ({ spec }: Check): 'unit' | 'integration' | 'contract' | 'chaos' => {
  if (spec.endsWith('.int.spec.ts')) return 'integration';
  if (spec.endsWith('.chaos.spec.ts')) return 'chaos';
  return spec.endsWith('.contract.spec.ts') ? 'contract' : 'unit';
};

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether it came to an end by itself. */
const vitest = (folder: string, environment: Sandbox['environment'], args: readonly string[]): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    running.add(child);
    let inTime = true;
    const limit = setTimeout(() => {
      inTime = false;
      child.kill('SIGTERM');
    }, LIMIT_MS);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(limit);
      running.delete(child);
      resolve(inTime);
    });
  });
