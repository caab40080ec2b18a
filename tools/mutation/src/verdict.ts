import type { Accepted } from './accepted.ts';
import { accepts } from './accepted.ts';
import type { Mutant, Outcome } from './mutants.ts';

/** What one run showed of one project. */
export type Trial = {
  readonly subject: string;
  readonly seconds: number;
  readonly mutants: readonly Mutant[];
};

export type Tally = Readonly<Record<Outcome, number>>;

export type TrialVerdict = {
  readonly subject: string;
  readonly seconds: number;
  readonly tally: Tally;
  /** In percent of the mutants that are not left to the types; an accepted survivor is a survivor. */
  readonly score: number;
  readonly accepted: number;
};

export type Verdict = {
  readonly trials: readonly TrialVerdict[];
  /** Survivors that nobody has looked at yet. */
  readonly unexplained: readonly Mutant[];
  /** Accepted changes that did not survive this time, or cannot be made any more. */
  readonly stale: readonly Accepted[];
  /** Sentences; none when all is well. */
  readonly complaints: readonly string[];
};

/**
 * Judges what was seen. All is well when each project reaches the threshold, each survivor is accepted with a reason,
 * and each reason still has its survivor. A project in which nothing was tried fails.
 */
export const judge = (trials: readonly Trial[], accepted: readonly Accepted[], threshold: number): Verdict => {
  const judged = trials.map((trial) => judgedOf(trial, accepted));
  const survivors = trials.flatMap(({ mutants }) => survivorsOf(mutants));
  const unexplained = survivors.filter((mutant) => !accepted.some((entry) => accepts(entry, mutant)));
  const stale = accepted.filter((entry) => !survivors.some((mutant) => accepts(entry, mutant)));
  return { trials: judged, unexplained, stale, complaints: complaintsOf(judged, unexplained, stale, threshold) };
};

const judgedOf = ({ subject, seconds, mutants }: Trial, accepted: readonly Accepted[]): TrialVerdict => {
  const count = (outcome: Outcome): number => mutants.filter((mutant) => mutant.outcome === outcome).length;
  const tally: Tally = {
    killed: count('killed'),
    'timed-out': count('timed-out'),
    survived: count('survived'),
    'refused-by-types': count('refused-by-types'),
  };
  const seen = tally.killed + tally['timed-out'];
  const tried = seen + tally.survived;
  const explained = survivorsOf(mutants).filter((mutant) => accepted.some((entry) => accepts(entry, mutant)));
  return { subject, seconds, tally, score: tried === 0 ? 0 : (100 * seen) / tried, accepted: explained.length };
};

const survivorsOf = (mutants: readonly Mutant[]): readonly Mutant[] =>
  mutants.filter(({ outcome }) => outcome === 'survived');

const complaintsOf = (
  trials: readonly TrialVerdict[],
  unexplained: readonly Mutant[],
  stale: readonly Accepted[],
  threshold: number,
): readonly string[] => [
  ...trials
    .filter(({ score }) => score < threshold)
    .map(({ subject, score }) => `${subject} scores ${score.toFixed(1)} %, which is less than ${threshold} %.`),
  ...unexplained.map(
    ({ file, line, was, becomes }) =>
      `${file}:${line} survives: no test fails when\n    ${was}\n  becomes\n    ${becomes}`,
  ),
  ...stale.map(
    ({ file, becomes }) =>
      `${file}: this change is accepted, but does not survive any more; remove it:\n    ${becomes}`,
  ),
];
