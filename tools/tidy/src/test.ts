import { availableParallelism } from 'node:os';
import { endStages, runStage } from './run-stage.ts';
import type { StageResult } from './run-stage.ts';
import { rounds } from './stages.ts';
import type { Stage } from './stages.ts';
import { inWords, sum } from './tally.ts';

/**
 * Checks everything, or the stages named as arguments: one line per stage, what failed by name, and last the one line of
 * totals.
 *
 * A failing stage shows the end of its log; the others run on, because one look should show all there is to mend.
 */
const named = new Set(process.argv.slice(2));
const chosen = (stages: readonly Stage[]) => stages.filter(({ name }) => named.size === 0 || named.has(name));

const known = rounds.flat().map(({ name }) => name);
const unknown = [...named].filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Choose from: ${known.join(', ')}.`);
  process.exit(1);
}

const colored = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint = (code: number, text: string) => (colored ? `\u001B[${code}m${text}\u001B[0m` : text);
const tailOf = (log: string, lines: number) =>
  log
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    endStages();
  });

const show = ({ stage, succeeded, seconds, tally, log }: StageResult): void => {
  const verdict = succeeded ? paint(32, 'ok    ') : paint(31, 'failed');
  const time = `${seconds.toFixed(1)} s`.padStart(8);
  const counts = stage.countsTests ? `  ${inWords(tally)}` : '';
  console.log(`${stage.name.padEnd(12)}${verdict}${time}${counts}`);
  if (!succeeded) console.log(`${tailOf(log, 60)}\n    (all of it in test-results/${stage.name}.log)`);
};

/** Runs stages side by side, no more at once than there are lanes, in their order. */
const runAll = async (stages: readonly Stage[], lanes: number): Promise<readonly StageResult[]> => {
  const waiting = [...stages];
  const done: StageResult[] = [];
  const lane = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined && !interrupted; stage = waiting.shift()) {
      const result = await runStage(stage);
      if (interrupted) return;
      done.push(result);
      show(result);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
};

const results: StageResult[] = [];
for (const round of rounds) results.push(...(await runAll(chosen(round), Math.min(availableParallelism(), 4))));
if (interrupted) {
  console.error('Interrupted.');
  process.exit(130);
}
const total = sum(results.map(({ tally }) => tally));
if (results.some(({ succeeded }) => !succeeded)) process.exitCode = 1;
for (const failure of results.flatMap(({ failures }) => failures)) console.log(`failed: ${failure}`);
console.log(inWords(total));
