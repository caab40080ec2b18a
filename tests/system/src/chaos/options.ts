import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  readonly schedules: number;
  /** Of the first schedule; each one after it has the next. */
  readonly seed: number;
  readonly orders: number;
  readonly rate: number;
  /** Instead of drawn schedules, one for each process, which is killed and away for so long. */
  readonly awaySeconds: number | undefined;
  /** Of those, these alone; all when there are none. */
  readonly only: readonly string[];
  /** Runs the schedules against the naive chain and against ours, and shows how many orders each breaks. */
  readonly compareNaive: boolean;
  /** Keeps the logs of what passed, too. */
  readonly keepLogs: boolean;
  /** Forgets what has been run before. */
  readonly fresh: boolean;
}

/** A flag that cannot be understood; the message is the one sentence to print. */
export class WrongOption extends Error {
  readonly code = 'CHAOS.WRONG_OPTION';

  constructor(flag: string, rule: string) {
    super(`${flag} ${rule}.`);
    this.name = 'WrongOption';
  }
}

export const DEFAULT_ORDERS = 300;
export const DEFAULT_RATE = 20;

export const HELP = `Breaks a running shop in every way it must survive, and has it audited after each.

  npm run chaos -- [flags]

  --schedules N   how many schedules to run [8]
  --seed S        of the first of them; the next has S + 1 [1]
  --orders N      orders of each [${DEFAULT_ORDERS}]
  --rate R        orders per second, on average [${DEFAULT_RATE}]
  --away SECONDS  instead of drawn schedules, one for each service and part, which is killed and away for so
                  long; 0 starts it again at once
  --only A,B      of those, these alone
  --compare-naive the same schedules for the naive chain (tests/naive) and for ours, and a table of the orders that each
                  of them breaks; nothing is remembered of it
  --keep-logs     keeps the logs of every schedule, not only of those that failed
  --fresh         from the first schedule again; without it, schedules that passed with these flags are not run again
  --help          this text

It ends with 0 when nothing was wrong, with 1 when something was: then the logs of that schedule are kept, and the
command that repeats it is printed. It ends with 64 when a flag is wrong, with 130 when it is interrupted.
`;

/** Throws {@link WrongOption} for the first flag that is wrong. */
export const optionsOf = (args: readonly string[]): Options => {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean' },
      fresh: { type: 'boolean' },
      'keep-logs': { type: 'boolean' },
      'compare-naive': { type: 'boolean' },
      schedules: { type: 'string' },
      seed: { type: 'string' },
      orders: { type: 'string' },
      rate: { type: 'string' },
      away: { type: 'string' },
      only: { type: 'string' },
    },
  });
  for (const token of tokens) {
    const name = token.kind === 'option' ? token.name : '';
    if (!KNOWN.has(name)) {
      throw new WrongOption(
        token.kind === 'positional' ? token.value : `--${name}`,
        'is not known; --help names the flags',
      );
    }
  }
  const compareNaive = values['compare-naive'] === true;
  if (compareNaive && values.away !== undefined) throw new WrongOption('--compare-naive', 'does not go with --away');
  return {
    help: values.help === true,
    compareNaive,
    fresh: values.fresh === true,
    only: typeof values.only === 'string' ? values.only.split(',') : [],
    keepLogs: values['keep-logs'] === true,
    schedules: wholeNumber('schedules', values.schedules, 1, 100_000) ?? 8,
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31) ?? 1,
    orders: wholeNumber('orders', values.orders, 1, 100_000) ?? DEFAULT_ORDERS,
    awaySeconds: wholeNumber('away', values.away, 0, 600),
    rate: wholeNumber('rate', values.rate, 1, 1_000) ?? DEFAULT_RATE,
  };
};

const KNOWN = new Set([
  'help',
  'fresh',
  'schedules',
  'seed',
  'orders',
  'rate',
  'away',
  'only',
  'keep-logs',
  'compare-naive',
]);

const wholeNumber = (flag: string, value: unknown, least: number, most: number): number | undefined => {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d{1,10}$/u.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new WrongOption(`--${flag}`, `must be a whole number from ${least} to ${most}`);
};
