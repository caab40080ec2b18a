import { discoverCatalogs } from '@tidemark/bootstrap';
import { describeFailure, stopRequests } from '@tidemark/local';
import { compareShops } from './compare/compare.ts';
import { comparedInWords } from './compare/compare-table.ts';
import type { Remembered } from './evidence.ts';
import { commandOf, commandOfAway, forget, keepEvidence, recall, remember } from './evidence.ts';
import type { Options } from './options.ts';
import { HELP, optionsOf, WrongOption } from './options.ts';
import type { Outcome } from './run-schedule.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import { eachKilled, faultInWords, scheduleOf, targetOf } from './schedule.ts';
import { stockShelves } from './stocking.ts';
import { lineOfOutcome, totals } from './summary.ts';
import type { World } from './world.ts';
import { startWorld } from './world.ts';

/** What an audit reads grows with the shop, so a shop is used for so many schedules and then replaced. */
const SCHEDULES_PER_SHOP = 12;

const requests = stopRequests();
let current: World | undefined;

process.exit(await Promise.race([main().catch(told), requests.first.then(interrupted)]));

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.compareNaive) return compare(options);
  const drawn = options.awaySeconds === undefined;
  if (options.fresh && drawn) await forget(options);
  const passed: Remembered = drawn ? await recall(options) : new Map();
  const outcomes: Outcome[] = [];
  let used = 0;
  for (const schedule of await schedulesOf(options)) {
    const before = passed.get(schedule.seed);
    if (before !== undefined) console.log(`${lineOfOutcome(before)}  (earlier)`);
    const outcome = before ?? (await runOne(schedule, (used += 1), options));
    if (drawn && before === undefined && outcome.violations.length === 0) await remember(options, outcome);
    outcomes.push(outcome);
  }
  await current?.stop();
  for (const line of ['', ...totals(outcomes)]) console.log(line);
  return outcomes.every(({ violations }) => violations.length === 0) ? 0 : 1;
}

/** That the chain breaks orders is what is to be shown; one of ours that is broken, or a harness that failed, is not. */
async function compare(options: Options): Promise<number> {
  const compared = await compareShops(await schedulesOf(options), console.log, requests.signal);
  for (const line of ['', ...comparedInWords(compared)]) console.log(line);
  const isGood = compared.every(
    ({ naive, ours }) => ours.verdict.wrong + ours.failures.length + naive.failures.length === 0,
  );
  return isGood ? 0 : 1;
}

async function schedulesOf({
  seed,
  schedules,
  orders,
  rate,
  awaySeconds,
  only,
}: Options): Promise<readonly Schedule[]> {
  const services = (await discoverCatalogs()).map(({ name }) => name);
  const shape = { services, orders, rate };
  if (awaySeconds !== undefined) {
    const each = eachKilled(seed, shape, awaySeconds * 1_000);
    const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
    return each.filter(({ faults }) => faults.map(targetOf).every(isWanted));
  }
  return Array.from({ length: schedules }, (_, index) => scheduleOf(seed + index, shape));
}

async function runOne(schedule: Schedule, number: number, { keepLogs, awaySeconds }: Options): Promise<Outcome> {
  if (current !== undefined && number % SCHEDULES_PER_SHOP === 1) await replaceShop();
  const world = (current ??= await freshShop());
  console.log(`       seed ${schedule.seed}: ${schedule.faults.map(faultInWords).join(' | ')}`);
  const outcome = await runSchedule(world, schedule, `chaos-${schedule.seed}-${Date.now()}`);
  console.log(lineOfOutcome(outcome));
  for (const note of outcome.notes) console.log(`       ${note}`);
  for (const why of outcome.notPlayed) console.log(`       not played: ${why}`);
  const failed = outcome.violations.length > 0;
  const command = awaySeconds === undefined ? commandOf(schedule) : commandOfAway(schedule);
  const folder = failed || keepLogs ? await keepEvidence(world, schedule, outcome, command) : '';
  if (!failed) return outcome;
  for (const violation of outcome.violations) console.log(`       ${violation}`);
  console.log(`       logs: ${folder}\n       repeat it: ${command}`);
  // What is wrong in this shop stays wrong; the next schedule deserves an innocent one.
  await replaceShop();
  return outcome;
}

async function replaceShop(): Promise<void> {
  await current?.stop();
  current = undefined;
}

async function freshShop(): Promise<World> {
  const began = performance.now();
  const world = await startWorld(requests.signal);
  await stockShelves(world);
  console.log(`       a fresh shop after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return world;
}

async function interrupted(): Promise<number> {
  await current?.stop();
  return 130;
}

function told(error: unknown): number | Promise<number> {
  if (requests.signal.aborted) return new Promise(() => undefined);
  if (error instanceof WrongOption) {
    console.error(error.message);
    return 64;
  }
  console.error(describeFailure(error));
  return interrupted().then(() => 2);
}
