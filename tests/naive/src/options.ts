import { parseArgs } from 'node:util';
import type { Load } from './break/experiment.ts';
import type { Fault } from './break/faults.ts';
import { faults } from './break/faults.ts';

/** Run the chain for people, or break it. */
export type Options =
  | { readonly kind: 'run' }
  | { readonly kind: 'help' }
  | { readonly kind: 'break'; readonly faults: readonly Fault[]; readonly load: Load };

/** What was asked for cannot be done; the sentence says what can. */
export class WrongUsage extends Error {
  readonly code = 'NAIVE.WRONG_USAGE';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'WrongUsage';
  }
}

export const usage = `npm run naive                     the naive chain, until Ctrl-C
npm run naive -- --break          the same faults for the naive chain and for ours
        --orders 200 --rate 20    how many orders in each run, and how many a second
        --only ${faults[0]?.name ?? ''}         one fault (may be repeated): ${faults.map(({ name }) => name).join(', ')}`;

/** Fails with {@link WrongUsage} for what it does not know. */
export const parseOptions = (args: readonly string[]): Options => {
  const given = read(args);
  if (given.help === true) return { kind: 'help' };
  if (given.break !== true) return { kind: 'run' };
  return {
    kind: 'break',
    faults: given.only === undefined ? faults : given.only.map(faultNamed),
    load: { orders: wholeNumber('orders', given.orders), perSecond: wholeNumber('rate', given.rate) },
  };
};

const read = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        break: { type: 'boolean' },
        help: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        orders: { type: 'string', default: '200' },
        rate: { type: 'string', default: '20' },
      },
    }).values;
  } catch (error) {
    throw new WrongUsage(`${error instanceof Error ? error.message : 'Unknown option.'}\n${usage}`);
  }
};

const faultNamed = (name: string): Fault => {
  const fault = faults.find((known) => known.name === name);
  if (fault === undefined) throw new WrongUsage(`There is no fault ${name}.\n${usage}`);
  return fault;
};

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 10_000) return value;
  throw new WrongUsage(`--${name} must be a whole number from 1 to 10000.\n${usage}`);
};
