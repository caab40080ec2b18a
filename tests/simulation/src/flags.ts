import { parseArgs } from 'node:util';
import type { Chosen } from './choices.ts';
import { chosenOfText } from './choices.ts';
import type { VariantName } from './variants.ts';
import { variantNames, variants } from './variants.ts';

export interface Flags {
  readonly help: boolean;
  readonly from: number;
  readonly seeds: number;
  readonly inboxes: readonly boolean[];
  readonly variant: VariantName | undefined;
  /** One run of these instead of seeds. */
  readonly choices: Chosen | undefined;
  readonly workers: number;
}

/** A flag that cannot be understood; the message is the one sentence to print. */
export class WrongFlag extends Error {
  readonly code = 'SIMULATION.WRONG_FLAG';
  readonly flag: string;

  constructor(flag: string, rule: string) {
    super(`${flag} ${rule}.`);
    this.name = 'WrongFlag';
    this.flag = flag;
  }
}

export const HELP = `Runs orders through the real rules on a hostile bus, and checks where each of them ends.

  npm run simulate -- [flags]

  --seeds N          how many seeds to run [10000]
  --from S           the first of them [1]
  --inbox on|off|both  whether consumers know what they have handled [both]
  --variant NAME     a house with one rule broken on purpose, which must be caught
  --choices LIST     one story instead of seeds, as a failing run prints it; it is told line by line
  --workers N        threads [all processors]
  --help             this text

Variants:
${variantNames.map((name) => `  ${name.padEnd(22)} ${variants[name].what}`).join('\n')}

It ends with 0 when every order came to its right end, with 1 when one did not: then its story is printed, the shortest
story that breaks the same rule, and the commands that repeat them. It ends with 64 when a flag is wrong.
`;

/** Throws {@link WrongFlag} for the first flag that is wrong. */
export const flagsOf = (args: readonly string[], processors: number): Flags => {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean' },
      from: { type: 'string' },
      seeds: { type: 'string' },
      inbox: { type: 'string' },
      variant: { type: 'string' },
      choices: { type: 'string' },
      workers: { type: 'string' },
    },
  });
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw new WrongFlag(token.value, 'is not a flag; --help tells which flags there are');
    if (token.kind === 'option' && !known.has(token.name)) {
      throw new WrongFlag(token.rawName, 'is not known; --help tells which flags there are');
    }
  }
  const seeds = wholeNumber('seeds', values.seeds, 1, 100_000_000) ?? 10_000;
  const from = wholeNumber('from', values.from, 0, Number.MAX_SAFE_INTEGER - seeds) ?? 1;
  return {
    help: values.help === true,
    from,
    seeds,
    inboxes: inboxesOf(values.inbox),
    variant: variantOf(values.variant),
    choices: choicesOf(values.choices),
    workers: wholeNumber('workers', values.workers, 1, 256) ?? processors,
  };
};

const known: ReadonlySet<string> = new Set(['help', 'from', 'seeds', 'inbox', 'variant', 'choices', 'workers']);

type Value = string | boolean | undefined | readonly (string | boolean)[];

const wholeNumber = (flag: string, value: Value, minimum: number, maximum: number): number | undefined => {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d{1,16}$/u.test(value) ? Number(value) : NaN;
  if (number >= minimum && number <= maximum) return number;
  throw new WrongFlag(`--${flag}`, `must be a whole number from ${minimum} to ${maximum}`);
};

const inboxesOf = (value: Value): readonly boolean[] => {
  switch (value) {
    case undefined:
    case 'both':
      return [true, false];
    case 'on':
      return [true];
    case 'off':
      return [false];
    default:
      throw new WrongFlag('--inbox', 'must be on, off or both');
  }
};

const variantOf = (value: Value): VariantName | undefined => {
  if (value === undefined) return undefined;
  const name = variantNames.find((known) => known === value);
  if (name === undefined) throw new WrongFlag('--variant', `must be one of ${variantNames.join(', ')}`);
  return name;
};

const choicesOf = (value: Value): Chosen | undefined => {
  if (value === undefined) return undefined;
  const chosen = typeof value === 'string' ? chosenOfText(value) : undefined;
  if (chosen === undefined) throw new WrongFlag('--choices', 'must be a list that a failing run has printed');
  return chosen;
};
