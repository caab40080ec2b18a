import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Mutant } from './mutants.ts';

/** A survivor that somebody has looked at, and that no test can or should tell from the original. */
export type Accepted = Pick<Mutant, 'file' | 'was' | 'becomes'> & {
  /** Why no rule is broken by it, in a sentence. */
  readonly reason: string;
};

const entries = z.array(
  z.strictObject({
    file: z.string().min(1),
    was: z.string().min(1),
    becomes: z.string(),
    reason: z.string().min(20, 'A reason is a sentence that says why no rule is broken.'),
  }),
);

/** Reads the accepted survivors. Fails when one of them has no reason. */
export const acceptedIn = (path: string): readonly Accepted[] => entries.parse(JSON.parse(readFileSync(path, 'utf8')));

/** The line number is left out on purpose: an entry follows its line through the file. */
export const accepts = (entry: Accepted, mutant: Mutant): boolean =>
  entry.file === mutant.file && entry.was === mutant.was && entry.becomes === mutant.becomes;
