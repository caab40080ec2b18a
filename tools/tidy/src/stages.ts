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
 * The stages in three rounds, each begun when the one before has ended; those of a round share the processors, the longest
 * first. What starts services runs what `types` has built. The stories on real servers wait more than they compute, so
 * what only computes goes beside them. Chaos measures how soon a broken shop comes to rest: it has the machine to itself.
 */
export const rounds: readonly (readonly Stage[])[] = [
  [check('types', 'tsc', '-b'), check('lint', 'tools/tidy/src/lint.ts')],
  [
    tests('system'),
    tests('integration'),
    tests('contract'),
    tests('unit'),
    check('spelling', 'cspell', '--no-progress', '--no-summary'),
    check('format', 'prettier', '--check', '.'),
    check('references', 'nx', 'sync:check'),
  ],
  [tests('chaos')],
];
