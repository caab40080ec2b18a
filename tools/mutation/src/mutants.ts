/**
 * What became of a mutant. `killed` by a failing test and `timed-out`, because the tests never came back, are both seen.
 * What the tests let through has `survived`, unless it does not even compile: `refused-by-types` counts neither way.
 */
export type Outcome = 'killed' | 'timed-out' | 'survived' | 'refused-by-types';

/** One change to one place of the rules. */
export type Mutant = {
  /** From the root of the repository, with forward slashes. */
  readonly file: string;
  /** The first line of the place, counted from 1. */
  readonly line: number;
  readonly operator: string;
  /** The lines of the place as they stand, on one line. */
  readonly was: string;
  /** The same lines with the change. */
  readonly becomes: string;
  readonly outcome: Outcome;
};

/** A place in a text; lines and columns are counted from 1. */
export type Place = {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
};

export type Located = Mutant & { readonly place: Place; readonly replacement: string };

/**
 * What became of each mutant after the tests, once the compiler has been asked about the survivors: what the tests have
 * killed stays killed.
 */
export const settled = (afterTests: readonly Located[], compiles: (survivor: Located) => boolean): readonly Mutant[] =>
  afterTests.map((mutant) =>
    mutant.outcome === 'survived' && !compiles(mutant) ? { ...mutant, outcome: 'refused-by-types' } : mutant,
  );

/** A text with another at a place. */
export const replaced = (source: string, { start, end }: Place, replacement: string): string => {
  const offset = ({ line, column }: Place['start']): number =>
    source.split('\n', line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return source.slice(0, offset(start)) + replacement + source.slice(offset(end));
};

/** The whole lines that a place touches, before and after it is replaced, each on one line. */
export const changeOf = (source: string, place: Place, replacement: string): Pick<Mutant, 'was' | 'becomes'> => {
  const lines = source.split('\n').slice(place.start.line - 1, place.end.line);
  const before = (lines[0] ?? '').slice(0, place.start.column - 1);
  const after = (lines.at(-1) ?? '').slice(place.end.column - 1);
  return { was: onOneLine(lines.join('\n')), becomes: onOneLine(before + replacement + after) };
};

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
