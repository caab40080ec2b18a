import type { Fault } from './faults.ts';
import type { Verdict } from './verdict.ts';
import { wrongs } from './verdict.ts';

/** What one fault did to either shop. */
export interface Row {
  readonly fault: Fault;
  readonly naive: Verdict;
  readonly ours: Verdict;
}

const HEAD = ['fault', 'naive wrong', 'ours wrong', 'turned away (naive, ours)'] as const;

/** One line for each fault, and below it what was wrong for how many customers. */
export const tableOf = (rows: readonly Row[]): readonly string[] => {
  const cells = rows.map(({ fault, naive, ours }) => [
    fault.title,
    wrongOf(naive),
    wrongOf(ours),
    `${naive.turnedAway}, ${ours.turnedAway}`,
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  return [
    line(HEAD),
    ...rows.flatMap(({ naive, ours }, index) => [
      line(cells[index] ?? []),
      ...kindsOf('naive', naive),
      ...kindsOf('ours', ours),
    ]),
  ];
};

const wrongOf = ({ wrong, customers }: Verdict): string => `${wrong} of ${customers}`;

const kindsOf = (who: string, verdict: Verdict): readonly string[] => {
  const words = kindsInWords(verdict);
  return words === '' ? [] : [`      ${who}: ${words}`];
};

/** What is wrong, and for how many; empty when nothing is. */
export const kindsInWords = ({ kinds }: Pick<Verdict, 'kinds'>): string =>
  wrongs.flatMap((kind) => (kinds[kind] === undefined ? [] : [`${kinds[kind]} ${kind}`])).join(' · ');
