import * as fc from 'fast-check';

/** How a law is tried. A failure prints its seed and path; put them here to see it again. */
export interface Trial {
  readonly runs?: number;
  readonly seed?: number;
  readonly path?: string;
}

/** What may have happened before: long enough to reach every state, and shrunk to the shortest that breaks the law. */
export const historyOf = <Step>(steps: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
  fc.array(steps, { maxLength: 24, size: 'max' });

/**
 * Tries a law on many histories. `holds` tells whether the law had anything to say about the history.
 *
 * Fails, with seed and path, on the shortest history that breaks the law; fails as well when the law never had anything
 * to say, since a law without a case proves nothing.
 */
export const demand = <Case>(
  law: string,
  cases: fc.Arbitrary<Case>,
  holds: (one: Case) => boolean,
  { runs = 300, ...replay }: Trial = {},
): void => {
  let met = 0;
  fc.assert(
    fc.property(cases, (one) => {
      if (holds(one)) met += 1;
    }),
    { numRuns: runs, includeErrorInReport: true, ...replay },
  );
  if (met === 0 && replay.seed === undefined) {
    throw new Error(`"${law}" met no case in ${runs} histories: give it arbitraries that reach one.`);
  }
};
