import type { Verdict } from '@tidemark/naive';
import { kindsInWords } from '@tidemark/naive';
import type { Fault, Schedule } from '../schedule.ts';
import { faultInWords } from '../schedule.ts';

/** What became of one shop under one schedule. */
export interface Fate {
  readonly verdict: Verdict;
  /** Those that struck it. */
  readonly faults: readonly Fault[];
  /** Customers who asked until the end and were never given an order. */
  readonly unserved: number;
  /** What the harness itself could not do. */
  readonly failures: readonly string[];
}

export interface Compared {
  readonly schedule: Schedule;
  readonly naive: Fate;
  readonly ours: Fate;
}

const HEAD = [
  'seed',
  'orders',
  'naive broken',
  'ours broken',
  'turned away (naive, ours)',
  'never served (naive, ours)',
];

/** One line for each schedule, below it what broke and which faults the chain was spared; then what it comes to. */
export const comparedInWords = (all: readonly Compared[]): readonly string[] => {
  const rows = all.map(({ schedule, naive, ours }) => [
    String(schedule.seed),
    String(schedule.orders),
    String(naive.verdict.wrong),
    String(ours.verdict.wrong),
    `${naive.verdict.turnedAway}, ${ours.verdict.turnedAway}`,
    `${naive.unserved}, ${ours.unserved}`,
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  const sum = (value: (compared: Compared) => number): number => all.reduce((total, one) => total + value(one), 0);
  const orders = sum(({ schedule }) => schedule.orders);
  return [
    line(HEAD),
    ...all.flatMap((compared, index) => [
      line(rows[index] ?? []),
      ...detailsOf(compared).map((text) => `      ${text}`),
    ]),
    '',
    `  ${all.length} schedules, ${orders} orders for each shop: the naive chain broke ${sum(({ naive }) => naive.verdict.wrong)}, ours ${sum(({ ours }) => ours.verdict.wrong)}`,
  ];
};

const detailsOf = ({ schedule, naive, ours }: Compared): readonly string[] => {
  const spared = schedule.faults.filter((fault) => !naive.faults.includes(fault));
  const told = (what: string, text: string): readonly string[] => (text === '' ? [] : [`${what}: ${text}`]);
  return [
    ...told('both', naive.faults.map(faultInWords).join(' | ')),
    ...told('ours alone', spared.map(faultInWords).join(' | ')),
    ...told('naive', kindsInWords(naive.verdict)),
    ...told('ours', kindsInWords(ours.verdict)),
    ...[...naive.failures, ...ours.failures],
  ];
};
