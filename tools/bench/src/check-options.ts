import type { MixName } from './mixes.ts';
import { mixOf, numberIn, parsed, wholeIn, WrongUsage } from './options.ts';

/** What the command line of `npm run bench:check` asks for. */
export interface CheckOptions {
  readonly help: boolean;
  /** The checkout that is compared against, and the one that must not be worse. */
  readonly before: string;
  readonly after: string;
  readonly pairs: number;
  readonly rate: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly mix: MixName;
  readonly seed: number;
  readonly skuCount: number;
  /** 0.15 lets 15 % pass. */
  readonly tolerance: number;
  readonly maxSlipMs: number;
  readonly jsonFile: string | undefined;
}

const text = { type: 'string' } as const;

const known = {
  help: { type: 'boolean', short: 'h' },
  pairs: text,
  rate: text,
  seconds: text,
  warmup: text,
  mix: text,
  seed: text,
  skus: text,
  tolerance: text,
  'max-slip': text,
  json: text,
} as const;

const PROGRAM = 'bench:check';

/** Reads the command line. Fails with {@link WrongUsage} at the first thing that is wrong. */
export const parseCheckOptions = (args: readonly string[], drawSeed: () => number): CheckOptions => {
  const { values, positionals } = parsed(args, known, PROGRAM);
  const [before = '', after = '', ...more] = positionals;
  const help = values.help === true;
  if (!help && (after === '' || more.length > 0)) {
    throw new WrongUsage(
      `Name two checkouts, before and after: "npm run ${PROGRAM} -- --help" shows how it is called.`,
    );
  }
  return {
    help,
    before,
    after,
    pairs: wholeIn('pairs', values.pairs, 5, 2, 100),
    rate: numberIn('rate', values.rate, 20, 0.1, 20_000),
    seconds: numberIn('seconds', values.seconds, 20, 1, 3_600),
    warmupSeconds: numberIn('warmup', values.warmup, 15, 0, 600),
    mix: mixOf(values.mix),
    seed: wholeIn('seed', values.seed, drawSeed(), 0, 2 ** 32 - 1),
    skuCount: wholeIn('skus', values.skus, 200, 3, 5_000),
    tolerance: numberIn('tolerance', values.tolerance, 15, 0, 1_000) / 100,
    maxSlipMs: numberIn('max-slip', values['max-slip'], 20, 1, 10_000),
    jsonFile: values.json,
  };
};

const explained: readonly (readonly [string, string])[] = [
  ['--pairs N', 'how often each of the two is started and measured (5)'],
  ['--rate N', 'orders per second (20); so few that the machine has room'],
  ['--seconds N', 'how long is measured each time (20)'],
  ['--warmup N', 'how long the load runs before that: a fresh process compiles what it runs (15)'],
  ['--mix NAME', 'as in npm run bench'],
  ['--tolerance N', 'percent by which AFTER may be worse (15)'],
  ['--seed N', 'the seed of the first pair; a random one is drawn and printed'],
  ['--skus N', 'products to order (200)'],
  ['--max-slip MS', 'p99 of how late the generator may be before a measurement is made again (20)'],
  ['--json FILE', 'every measurement and the verdict'],
  ['--help', 'this'],
];

export const checkHelp = (): string =>
  [
    `npm run ${PROGRAM} -- BEFORE AFTER [options]`,
    '',
    'Starts the shop of one checkout and of the other in turns, each on empty data, sends both the same load, and compares',
    'CPU per order and latency pair by pair. BEFORE and AFTER are folders:',
    '',
    '  git worktree add ../before HEAD~1       its packages are installed when it is first started',
    '  npm run bench:check -- ../before .',
    '',
    ...explained.map(([option, what]) => `  ${option.padEnd(18)}${what}`),
    '',
    'Ends with 0 when AFTER is not worse or nothing can be told, with 1 when it is worse by more than the tolerance with a',
    'confidence of 95 %, with 2 when the comparison could not be made.',
  ].join('\n');
