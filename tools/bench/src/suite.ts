import type { Bench, Say } from './bench.ts';
import { runBench } from './bench.ts';
import { measureNaive } from './naive.ts';
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
const partsOf = ({ anchors, idleSeconds }: Options): readonly Part[] => {
  const search = { work: 'capacity', rate: FIRST_STEP } as const;
  return [
    ['20/s', { work: 'load', rate: 20, seconds: RARE_SECONDS, anchors, idleSeconds }],
    ['200/s', { work: 'load', rate: 200, compareNaive: true }],
    ['realistic, 200/s', { work: 'load', rate: 200, mix: 'realistic' }],
    ['duplicates, 200/s', { work: 'load', rate: 200, mix: 'duplicates' }],
    ['capacity', { ...search, accept: true, compareNaive: true }],
    ['capacity, hot', { ...search, mix: 'hot' }],
    ['capacity, realistic', { ...search, mix: 'realistic' }],
  ];
};

/**
 * Runs the parts one after the other on one shop, and hands over what there is after each; at last the naive chain, once
 * our shop is stopped, where it is our own.
 */
export const runSuite = async (
  options: Options,
  bench: Bench,
  say: Say,
  keep: (reports: SuiteReports) => Promise<void>,
  signal?: AbortSignal,
): Promise<SuiteReports> => {
  const reports: Record<string, Report> = {};
  const parts = partsOf(options).map(([name, change]) => [name, { ...options, ...NOTHING_ELSE, ...change }] as const);
  for (const [name, part] of parts) {
    say(`\n${name}`);
    const report = reportOf(await runBench(part, bench, say, signal));
    reports[name] = report;
    say(`  ${exitCodeOf(report) === 0 ? 'counts' : 'DOES NOT COUNT'}`);
    await keep(reports);
  }
  await bench.close();
  const compared = parts.filter(([, { compareNaive }]) => compareNaive);
  const naive = await measureNaive(
    compared.map(([, part]) => part),
    say,
    signal,
  );
  for (const [index, [name]] of compared.entries()) {
    const report = reports[name];
    if (report !== undefined) reports[name] = { ...report, naive: naive[index] ?? null };
  }
  await keep(reports);
  return reports;
};

const NOTHING_ELSE = { anchors: false, idleSeconds: 0, accept: false, compareNaive: false, mix: 'happy' } as const;

/** 0 when every part counts. */
export const suiteExitCode = (reports: SuiteReports): number => Math.max(0, ...Object.values(reports).map(exitCodeOf));
