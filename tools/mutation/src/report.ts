import type { TrialVerdict, Verdict } from './verdict.ts';

const columns = [
  '',
  'mutants',
  'killed',
  'timed out',
  'left to types',
  'survived',
  'of them accepted',
  'score',
  'time',
];

/** A table with one line per project, then what there is to do. */
export const report = ({ trials, complaints }: Verdict): string => {
  const rows = [columns, ...trials.map(rowOf)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const table = rows.map((row) => row.map((cell, column) => padded(cell, column, widths[column] ?? 0)).join('  '));
  return [...table, ...complaints.map((sentence) => `\n${sentence}`)].join('\n');
};

const rowOf = ({ subject, seconds, tally, score, accepted }: TrialVerdict): readonly string[] => {
  const { killed, survived, 'timed-out': timedOut, 'refused-by-types': leftToTypes } = tally;
  const counts = [killed + timedOut + leftToTypes + survived, killed, timedOut, leftToTypes, survived, accepted];
  return [subject, ...counts.map(String), `${score.toFixed(1)} %`, `${seconds.toFixed(0)} s`];
};

const padded = (cell: string, column: number, width: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);
