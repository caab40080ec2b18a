import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describeFailure, stopRequests } from '@tidemark/local';
import { checkHelp, parseCheckOptions } from './check-options.ts';
import { check, NotMeasured, verdictOf } from './check.ts';
import { machineNow } from './machine.ts';
import { WrongUsage } from './options.ts';
import { demandCheckout } from './own-shop.ts';
import { NoShop } from './target.ts';

const INTERRUPTED = 130;
const requests = stopRequests();

process.exitCode = await main().catch((error: unknown) => {
  // A request to stop stops the shop that is being measured, and what was going on fails of it.
  if (requests.signal.aborted) return INTERRUPTED;
  const isSentence = error instanceof WrongUsage || error instanceof NoShop || error instanceof NotMeasured;
  process.stderr.write(`${isSentence ? error.message : describeFailure(error)}\n`);
  return 2;
});
requests.release();

async function main(): Promise<number> {
  const options = parseCheckOptions(process.argv.slice(2), () => randomInt(2 ** 31));
  if (options.help) {
    process.stdout.write(`${checkHelp()}\n`);
    return 0;
  }
  for (const checkout of [options.before, options.after]) demandCheckout(checkout);
  const machine = machineNow();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`seed ${options.seed}`);
  const result = await check(options, say, requests.signal);
  const { lines, isWorse } = verdictOf(result.comparisons, options.tolerance);
  process.stdout.write(`${[`${result.before} → ${result.after}`, ...lines].join('\n')}\n`);
  if (options.jsonFile !== undefined) {
    await writeFile(options.jsonFile, `${JSON.stringify({ machine, options, ...result }, null, 2)}\n`);
  }
  return isWorse ? 1 : 0;
}
