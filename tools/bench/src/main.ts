import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describeFailure, stopRequests } from '@tidemark/local';
import type { Bench } from './bench.ts';
import { openBench, runBench } from './bench.ts';
import { help } from './help.ts';
import { markdownOf } from './markdown.ts';
import { measureNaive } from './naive.ts';
import type { Options } from './options.ts';
import { parseOptions, WrongUsage } from './options.ts';
import { exitCodeOf, reportOf } from './report.ts';
import type { SuiteReports } from './suite.ts';
import { runSuite, suiteExitCode } from './suite.ts';
import { tableOf } from './table.ts';
import { NoShop } from './target.ts';

const INTERRUPTED = 130;
const NOT_MADE = 2;

const requests = stopRequests();
let opening: Promise<Bench> | undefined;

const exitCode = await Promise.race([main().catch(told), requests.first.then(abandon)]);
process.exit(exitCode);

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), () => randomInt(2 ** 31));
  if (options.help) {
    process.stdout.write(`${help()}\n`);
    return 0;
  }
  opening = openBench(options, say, requests.signal);
  const bench = await opening;
  try {
    return options.work === 'suite' ? await wholeSuite(options, bench) : await one(options, bench);
  } finally {
    await bench.close();
  }
}

async function one(options: Options, bench: Bench): Promise<number> {
  const findings = await runBench(options, bench, say, requests.signal);
  // A shop of our own is stopped first: even idle, it would take from the chain what the chain did not take from it.
  if (options.compareNaive) await bench.close();
  const [naive] = options.compareNaive ? await measureNaive([options], say, requests.signal) : [];
  const report = reportOf(findings, naive);
  process.stdout.write(`${tableOf(report).join('\n')}\n`);
  if (options.jsonFile !== undefined) await writeFile(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  return exitCodeOf(report);
}

async function wholeSuite(options: Options, bench: Bench): Promise<number> {
  // Kept after each part: what takes a quarter of an hour is not lost to its last minute.
  const keep = async (sofar: SuiteReports): Promise<void> => {
    if (options.jsonFile !== undefined) await writeFile(options.jsonFile, `${JSON.stringify(sofar, null, 2)}\n`);
  };
  const reports = await runSuite(options, bench, say, keep, requests.signal);
  const markdown = markdownOf(reports);
  process.stdout.write(`${markdown}\n`);
  if (options.markdownFile !== undefined) await writeFile(options.markdownFile, `${markdown}\n`);
  return suiteExitCode(reports);
}

/** Nothing is left running, whenever the request to stop comes. */
async function abandon(): Promise<number> {
  await opening?.then((bench) => bench.close()).catch(() => undefined);
  return INTERRUPTED;
}

function told(error: unknown): number | Promise<number> {
  // The end of what was being waited for is a consequence, and no failure.
  if (requests.signal.aborted) return new Promise(() => undefined);
  const isSentence = error instanceof WrongUsage || error instanceof NoShop;
  process.stderr.write(`${isSentence ? error.message : describeFailure(error)}\n`);
  return NOT_MADE;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
