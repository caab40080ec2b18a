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

/**
 * The stages in rounds, each begun when the one before has ended; those of a round share the processors. What starts
 * services runs what `types` has built. What only computes goes side by side; what waits for real servers under a deadline
 * has the machine to itself.
 */
export const rounds: readonly (readonly Stage[])[] = [
  [
    check('lint', 'tools/tidy/src/lint.ts'),
    check('types', 'tsc', '-b'),
    check('spelling', 'cspell', '--no-progress', '--no-summary'),
    check('format', 'prettier', '--check', '.'),
    check('references', 'nx', 'sync:check'),
  ],
  [tests('contract'), tests('unit')],
  [tests('integration')],
  [tests('system')],
  [tests('chaos')],
];
