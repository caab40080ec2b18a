import { availableParallelism } from 'node:os';
import type { Tally } from './batch.ts';
import { Choices } from './choices.ts';
import { runOnThreads } from './crew.ts';
import type { Flags } from './flags.ts';
import { flagsOf, HELP, WrongFlag } from './flags.ts';
import { counted, failureText, reportOf, told } from './report.ts';

/** What programs under Unix end with when they are called wrongly. */
const WRONG_USAGE = 64;

/** How often progress is told. */
const TELL_MS = 10_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** One story, told line by line. True when it ends well. */
const tellOne = (chosen: NonNullable<Flags['choices']>, { inboxes, variant }: Flags): boolean =>
  inboxes
    .map((inbox) => {
      const { ended, lines } = told(Choices.repeating(chosen), { inbox, variant });
      say(inbox ? 'With the inbox:' : 'Without the inbox:');
      for (const line of lines) say(`  ${line}`);
      say(ended.failure ? failureText(ended) : `All is well: ${ended.ends.join(', ')}.`);
      return ended.failure === undefined;
    })
    .every(Boolean);

const runMany = async (flags: Flags): Promise<boolean> => {
  const { from, seeds, inboxes, variant } = flags;
  const startedAt = Date.now();
  let toldAt = startedAt;
  const onProgress = (soFar: Tally): void => {
    if (Date.now() - toldAt < TELL_MS) return;
    toldAt = Date.now();
    say(summaryOf(soFar));
  };
  say(
    `Seeds ${from} to ${from + seeds - 1}, ${inboxes.map((inbox) => `inbox ${inbox ? 'on' : 'off'}`).join(' and ')}.`,
  );
  const tally = await runOnThreads({ ...flags, onProgress });
  const [first] = tally.wrong;
  if (first) for (const line of reportOf(first.seed, { inbox: first.inbox, variant })) say(line);
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  const { Confirmed, Dispatched, Delivered, Canceled } = tally.ends;
  say(`${summaryOf(tally)}, in ${seconds} s.`);
  say(
    `They rest confirmed (${Confirmed.toLocaleString('en')}), or ended dispatched (${Dispatched.toLocaleString('en')}), delivered (${Delivered.toLocaleString('en')}) or canceled (${Canceled.toLocaleString('en')}).`,
  );
  return first === undefined;
};

const summaryOf = ({ runs, orders, steps, wrong }: Tally): string =>
  `${counted(runs, 'run')}, ${counted(orders, 'order')}, ${counted(steps, 'step')}, ${counted(wrong.length, 'run')} wrong`;

try {
  const flags = flagsOf(process.argv.slice(2), availableParallelism());
  if (flags.help) process.stdout.write(HELP);
  else if (!(flags.choices ? tellOne(flags.choices, flags) : await runMany(flags))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof WrongFlag)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_USAGE;
}
