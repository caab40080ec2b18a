import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { catalog } from './catalog/index.ts';
import type { Options } from './options.ts';
import { OptionRefused, optionsOf, USAGE } from './options.ts';
import { lineOf, pageOf, summaryOf } from './page.ts';
import { startRealParts } from './real-parts.ts';
import { endChecks } from './run-checks.ts';
import { makeSandbox, root } from './sandbox.ts';
import type { Trial } from './trial.ts';
import { assertSound, CheckUnsound, tried } from './trial.ts';

const REFUSED = 2;
const INTERRUPTED = 130;
let interrupted = false;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (interrupted) return INTERRUPTED;
  if (error instanceof OptionRefused || error instanceof CheckUnsound) {
    console.error(error.message);
    return error instanceof OptionRefused ? REFUSED : 1;
  }
  throw error;
});

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, catalog);
  if (options.help) print(USAGE);
  else if (options.list) print(options.bugs.map(({ name, breaks }) => `${name.padEnd(34)} ${breaks}`));
  else return run(options);
  return 0;
}

async function run({ bugs, whole, json }: Options): Promise<number> {
  const began = performance.now();
  endWhenTold();
  const parts = await startRealParts(bugs);
  const sandbox = makeSandbox(parts.environment);
  const trials: Trial[] = [];
  try {
    print([`The checks of ${bugs.length} bugs, with nothing planted …`]);
    await assertSound(sandbox, bugs);
    for (const bug of bugs) {
      const trial = await tried(sandbox, bug);
      if (interrupted) return INTERRUPTED;
      print([lineOf(trial)]);
      trials.push(trial);
    }
  } finally {
    sandbox.remove();
    await parts.stop();
  }
  print(summaryOf(trials, (performance.now() - began) / 1_000));
  if (json !== undefined) writeFileSync(resolve(json), JSON.stringify(trials, null, 2));
  if (trials.some(({ verdict }) => verdict.kind !== 'caught')) return 1;
  if (whole) await writePage(trials);
  return 0;
}

async function writePage(trials: readonly Trial[]): Promise<void> {
  const page = join(root, 'docs/planted-bugs.md');
  writeFileSync(page, await format(pageOf(trials), { ...(await resolveConfig(page)), filepath: page }));
}

/** A terminal tells the checks too: they end, then the copy is removed, then we are through. */
function endWhenTold(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      endChecks();
    });
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
