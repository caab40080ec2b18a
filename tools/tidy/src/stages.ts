/** A part of `npm test`: a program of this repository, its arguments, and whether it reports tests one by one. */
export type Stage = {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly countsTests: boolean;
};

const check = (name: string, program: string, ...args: string[]): Stage => ({
  name,
  program,
  args,
  countsTests: false,
});

const tests = (name: string): Stage => ({
  name,
  program: 'vitest',
  args: [
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=test-results/${name}.json`,
  ],
  countsTests: true,
});

/** These use nothing but a processor, so they share what there is; the longest come first. */
export const quickStages: readonly Stage[] = [
  check('types', 'tsc', '-b'),
  check('lint', 'tools/tidy/src/lint.ts'),
  tests('unit'),
  check('spelling', 'cspell', '--no-progress', '--no-summary'),
  check('format', 'prettier', '--check', '.'),
  check('references', 'nx', 'sync:check'),
];

/** These start real servers and run what `types` has built: each has the machine to itself. */
export const slowStages: readonly Stage[] = [tests('contract'), tests('integration'), tests('system'), tests('chaos')];
