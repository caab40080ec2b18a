import type { Outcome } from './run-schedule.ts';

const shown = (value: number | undefined): string => (value === undefined ? 'never' : `${value.toFixed(1)} s`);

/** One line for a schedule that has been run. */
export const lineOfOutcome = (outcome: Outcome): string => {
  const {
    seed,
    orders,
    accepted,
    unanswered,
    paymentTimeouts,
    restSeconds,
    firstConfirmedSeconds,
    seconds,
    violations,
    faults,
    notPlayed,
  } = outcome;
  return [
    `${violations.length === 0 ? 'ok    ' : 'FAILED'} seed ${String(seed).padEnd(5)}`,
    `${accepted}/${orders} orders`,
    `${unanswered} refused`,
    `${paymentTimeouts} timed out`,
    `rest ${shown(restSeconds)}`,
    `first confirmed ${shown(firstConfirmedSeconds)}`,
    `took ${shown(seconds)}`,
    ...(notPlayed.length > 0 ? [`${notPlayed.length} NOT PLAYED`] : []),
    `| ${faults.join(' | ')}`,
  ].join('  ');
};

/** What a whole run comes to. */
export const totals = (outcomes: readonly Outcome[]): readonly string[] => {
  const sum = (value: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const rests = outcomes.flatMap(({ restSeconds }) => restSeconds ?? []).toSorted((a, b) => a - b);
  const failed = outcomes.filter(({ violations }) => violations.length > 0);
  const faults = new Map<string, number>();
  for (const fault of outcomes.flatMap((outcome) => outcome.faults)) {
    const kind = fault.split(' ')[2] ?? '';
    faults.set(kind, (faults.get(kind) ?? 0) + 1);
  }
  return [
    `${outcomes.length} schedules, ${sum(({ accepted }) => accepted)} orders, ${failed.length} failed${failed.length > 0 ? `: ${failed.map(({ seed }) => seed).join(', ')}` : ''}`,
    `at rest after ${shown(rests[Math.floor(rests.length / 2)])} in the median, ${shown(rests.at(-1))} at most`,
    `${sum(({ unanswered }) => unanswered)} requests asked again, ${sum(({ paymentTimeouts }) => paymentTimeouts)} orders rightly timed out`,
    `faults: ${[...faults]
      .toSorted()
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')}`,
    ...outcomes.flatMap(({ seed, notPlayed }) => notPlayed.map((why) => `not played in seed ${seed}: ${why}`)),
  ];
};
