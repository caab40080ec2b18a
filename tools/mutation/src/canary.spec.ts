import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './subjects.ts';
import type { Mutant } from './mutants.ts';

type Run = { readonly exitCode: number; readonly text: string; readonly mutants: readonly Mutant[] };

/** The program as people run it, on the rule whose examples leave one gap. */
const runOnTheCanary = async (): Promise<Run> => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-mutation-'));
  const json = join(folder, 'report.json');
  const args = ['tools/mutation/src/main.ts', '--canary', '--concurrency', '1', '--json', json];
  // Its own Vitest must not take itself for a part of this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  try {
    return await new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        ['--conditions=@tidemark/source', ...args],
        { cwd: root, env },
        (error, stdout, stderr) => {
          if (!existsSync(json)) {
            reject(new Error(`The run ended without a report: ${stdout}${stderr}`));
            return;
          }
          const exitCode = typeof error?.code === 'number' ? error.code : 0;
          const { mutants } = JSON.parse(readFileSync(json, 'utf8')) as Pick<Run, 'mutants'>;
          resolve({ exitCode, text: stdout + stderr, mutants });
        },
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

it(
  'finds the one gap that examples and types of the canary leave, and fails for it',
  { timeout: 300_000 },
  async () => {
    const { exitCode, text, mutants } = await runOnTheCanary();
    const withOutcome = (wanted: Mutant['outcome']) =>
      mutants.filter(({ outcome }) => outcome === wanted).map((mutant) => mutant.becomes);

    expect(withOutcome('survived')).toEqual(['const fee = weightGrams >= 1_000 ? 500 : 0;']);
    expect(withOutcome('killed')).toEqual(
      expect.arrayContaining([
        'const fee = true ? 500 : 0;',
        'const fee = false ? 500 : 0;',
        'const fee = weightGrams <= 1_000 ? 500 : 0;',
        'return express ? fee - 300 : fee;',
      ]),
    );
    expect(withOutcome('refused-by-types')).toEqual([`export const carrier: 'post' | 'courier' = "";`]);
    expect(text).toContain('delivery-fee.ts:5 survives');
    expect(exitCode).toBe(1);
  },
);
