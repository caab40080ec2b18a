import { describeFailure, stopRequests } from '@tidemark/local';
import { commandOf, forget, keepEvidence, recall, remember } from './evidence.ts';
import type { Options } from './options.ts';
import { HELP, optionsOf, WrongOption } from './options.ts';
import type { Outcome } from './run-schedule.ts';
import { runSchedule } from './run-schedule.ts';
import { faultInWords, scheduleOf } from './schedule.ts';
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
  if (options.fresh) await forget(options);
  const passed = await recall(options);
  const outcomes: Outcome[] = [];
  let used = 0;
  for (let seed = options.seed; seed < options.seed + options.schedules; seed += 1) {
    const before = passed.get(seed);
    if (before !== undefined) console.log(`${lineOfOutcome(before)}  (earlier)`);
    const outcome = before ?? (await runOne(options, seed, (used += 1)));
    outcomes.push(outcome);
  }
  await current?.stop();
  for (const line of ['', ...totals(outcomes)]) console.log(line);
  return outcomes.every(({ violations }) => violations.length === 0) ? 0 : 1;
}

async function runOne(options: Options, seed: number, number: number): Promise<Outcome> {
  if (current !== undefined && number % SCHEDULES_PER_SHOP === 1) await replaceShop();
  const world = (current ??= await freshShop());
  const schedule = scheduleOf(seed, { ...options, services: world.services });
  console.log(`       seed ${seed}: ${schedule.faults.map(faultInWords).join(' | ')}`);
  const outcome = await runSchedule(world, schedule, `chaos-${seed}-${Date.now()}`);
  console.log(lineOfOutcome(outcome));
  for (const note of outcome.notes) console.log(`       ${note}`);
  if (outcome.violations.length === 0) {
    await remember(options, outcome);
    return outcome;
  }
  const folder = await keepEvidence(world, schedule, outcome);
  for (const violation of outcome.violations) console.log(`       ${violation}`);
  console.log(`       logs: ${folder}\n       repeat it: ${commandOf(schedule)}`);
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
