import { Stryker } from '@stryker-mutator/core';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Mutant, Outcome } from './mutants.ts';
import { changeOf } from './mutants.ts';
import type { Subject } from './subjects.ts';
import { root } from './subjects.ts';
import type { Trial } from './verdict.ts';

/**
 * Tries every mutant of a subject against its tests, in a copy of the sources: what is edited meanwhile is not touched.
 *
 * Fails when the tests fail before anything was mutated, and when Stryker reports an outcome that says nothing.
 */
export const mutated = async (subject: Subject, concurrency: number): Promise<Trial> => {
  process.chdir(root);
  process.env['TIDEMARK_MUTATED_SPECS'] = subject.specs;
  const began = performance.now();
  const results = await new Stryker({
    mutate: [...subject.mutate],
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutation/src/specs-of-subject.ts', related: false },
    checkers: ['typescript'],
    tsconfigFile: subject.tsconfig,
    plugins: ['@stryker-mutator/vitest-runner', '@stryker-mutator/typescript-checker'],
    coverageAnalysis: 'perTest',
    concurrency,
    // A busy machine must not be taken for a rule that never ends: what times out counts as seen.
    timeoutMS: 30_000,
    tempDirName: '.tidemark/mutation',
    ignorePatterns: ['dist', 'out-tsc', '.tidemark', 'test-results'],
    cleanTempDir: 'always',
    reporters: process.stderr.isTTY ? ['progress'] : [],
    logLevel: onlyErrors,
    allowConsoleColors: false,
  }).runMutationTest();
  return { subject: subject.name, seconds: (performance.now() - began) / 1_000, mutants: results.map(mutantOf) };
};

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- Stryker declares its levels as a const enum, which no single-file compiler can read.
const onlyErrors = 'error' as NonNullable<ConstructorParameters<typeof Stryker>[0]['logLevel']>;

type Result = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const mutantOf = (result: Result): Mutant => {
  const { fileName, location, mutatorName, replacement, status } = result;
  const outcome = outcomes[status];
  const file = relative(root, fileName).split(sep).join('/');
  if (outcome === undefined) throw new MutantUntried(file, location.start.line, status, result.statusReason);
  const source = readFileSync(join(root, file), 'utf8');
  return {
    file,
    line: location.start.line,
    operator: mutatorName,
    ...changeOf(source, location, replacement),
    outcome,
  };
};

/** What no test runs counts as survived: nobody would notice. */
const outcomes: Readonly<Partial<Record<Result['status'], Outcome>>> = {
  Killed: 'killed',
  Timeout: 'timed-out',
  Survived: 'survived',
  NoCoverage: 'survived',
  CompileError: 'refused-by-types',
};

/** A mutant was neither seen nor missed, so the score would mean nothing. Run again; the reason says what went wrong. */
export class MutantUntried extends Error {
  readonly code = 'MUTATION.MUTANT_UNTRIED';
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, status: string, reason = 'no reason given') {
    super(`The mutant at ${file}:${line} is neither killed nor alive but "${status}": ${reason}. Run it again.`);
    this.name = 'MutantUntried';
    this.file = file;
    this.line = line;
  }
}
