import type { Bench, Say } from './bench.ts';
import { runBench } from './bench.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { exitCodeOf, reportOf } from './report.ts';

/** What the page of figures shows, by name. */
export type SuiteReports = Readonly<Record<string, Report>>;

type Part = readonly [name: string, change: Partial<Options>];

const FIRST_STEP = 200;
/** A rare load needs longer until one order in a hundred is more than a handful. */
const RARE_SECONDS = 60;

/** In this order, so that what wants an idle machine comes before what leaves much behind. */
const partsOf = (options: Options): readonly Part[] => {
  const search = { work: 'capacity', rate: FIRST_STEP } as const;
  return [
    [
      '20/s',
      { work: 'load', rate: 20, seconds: RARE_SECONDS, anchors: options.anchors, idleSeconds: options.idleSeconds },
    ],
    ['200/s', { work: 'load', rate: 200 }],
    ['realistic, 200/s', { work: 'load', rate: 200, mix: 'realistic' }],
    ['duplicates, 200/s', { work: 'load', rate: 200, mix: 'duplicates' }],
    ['capacity', { ...search, accept: true }],
    ['capacity, hot', { ...search, mix: 'hot' }],
    ['capacity, realistic', { ...search, mix: 'realistic', compareNaive: options.compareNaive }],
  ];
};

/** Runs the parts one after the other on one shop, and hands over what there is after each. */
export const runSuite = async (
  options: Options,
  bench: Bench,
  say: Say,
  keep: (reports: SuiteReports) => Promise<void>,
): Promise<SuiteReports> => {
  const reports: Record<string, Report> = {};
  for (const [name, change] of partsOf(options)) {
    say(`\n${name}`);
    const part = {
      ...options,
      anchors: false,
      idleSeconds: 0,
      accept: false,
      compareNaive: false,
      mix: 'happy',
      ...change,
    };
    const findings = await runBench(part as Options, bench, say);
    reports[name] = reportOf(findings);
    say(`  ${exitCodeOf(findings) === 0 ? 'counts' : 'DOES NOT COUNT'}`);
    await keep(reports);
  }
  return reports;
};

/** 0 when every part counts. */
export const suiteExitCode = (reports: SuiteReports): number =>
  Object.values(reports).every(
    ({ audit, details: { faults, voided } }) => audit?.clean === true && faults.length + voided.length === 0,
  )
    ? 0
    : 1;
