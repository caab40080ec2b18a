import { Stryker } from '@stryker-mutator/core';
import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compilerOf } from './compiler.ts';
import type { Located, Outcome } from './mutants.ts';
import { changeOf, replaced, settled } from './mutants.ts';
import type { Subject } from './subjects.ts';
import { root } from './subjects.ts';
import type { Trial } from './verdict.ts';

/**
 * Tries every mutant of a subject against its tests, in a copy of the sources: what is edited meanwhile is not touched.
 * Then asks the compiler about those that the tests let through.
 *
 * Fails when the tests fail before anything was mutated, and with {@link MutantUntried} when an outcome says nothing.
 */
export const mutated = async (subject: Subject, concurrency: number): Promise<Trial> => {
  const began = performance.now();
  const sources = sourcesOf(subject);
  const tried = await tryAll(subject, sources, concurrency);
  const compiles = compilerOf(subject.tsconfig);
  const mutants = settled(tried, ({ file, place, replacement }) =>
    compiles(file, replaced(sources.get(file) ?? '', place, replacement)),
  );
  return { subject: subject.name, seconds: (performance.now() - began) / 1_000, mutants };
};

/** The texts as they stand when the run begins: by its end, somebody may have edited them. */
const sourcesOf = ({ mutate }: Subject): ReadonlyMap<string, string> =>
  new Map(
    globSync(
      mutate.filter((pattern) => !pattern.startsWith('!')),
      { cwd: root },
    ).map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]),
  );

const tryAll = async (
  { mutate, specs }: Subject,
  sources: ReadonlyMap<string, string>,
  concurrency: number,
): Promise<readonly Located[]> => {
  process.chdir(root);
  process.env['TIDEMARK_MUTATED_SPECS'] = specs;
  const results = await new Stryker({
    mutate: [...mutate],
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutation/src/specs-of-subject.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
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
  return results.map((result) => locatedOf(result, sources));
};

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- Stryker declares its levels as a const enum, which no single-file compiler can read.
const onlyErrors = 'error' as NonNullable<ConstructorParameters<typeof Stryker>[0]['logLevel']>;

type Result = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const locatedOf = (result: Result, sources: ReadonlyMap<string, string>): Located => {
  const { fileName, location: place, mutatorName, replacement, status } = result;
  const outcome = isSeenWhileLoading(result) ? 'killed' : outcomes[status];
  const file = relative(root, fileName).split(sep).join('/');
  if (outcome === undefined) throw new MutantUntried(file, place.start.line, status, result.statusReason);
  const change = changeOf(sources.get(file) ?? '', place, replacement);
  return { file, line: place.start.line, operator: mutatorName, ...change, outcome, place, replacement };
};

/** A spec that does not even load any more has failed, though no test of it has. */
const isSeenWhileLoading = ({ status, statusReason = '' }: Result): boolean =>
  status === 'RuntimeError' && statusReason.includes('outside of a test run');

/** What no test runs counts as survived: nobody would notice. */
const outcomes: Readonly<Partial<Record<Result['status'], Outcome>>> = {
  Killed: 'killed',
  Timeout: 'timed-out',
  Survived: 'survived',
  NoCoverage: 'survived',
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
