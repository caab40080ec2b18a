import { parseArgs } from 'node:util';
import type { Bug } from './bug.ts';

/** What the command line asks for. */
export interface Options {
  readonly bugs: readonly Bug[];
  /** All of the catalog: only then is the page written. */
  readonly whole: boolean;
  readonly list: boolean;
  readonly help: boolean;
  readonly json?: string;
}

/** The command line is wrong: the sentence says which option, and what it must be. */
export class OptionRefused extends Error {
  readonly code = 'PLANTED_BUGS.OPTION';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'OptionRefused';
  }
}

export const USAGE = [
  'npm run planted-bugs -- [options]',
  '',
  'Plants known mistakes in a copy of the sources, one at a time, and demands that a named check notices each.',
  'A run of all writes docs/planted-bugs.md.',
  '',
  '  --only NAME   this bug; the option can be repeated',
  '  --list        the names of all bugs and what they break',
  '  --json FILE   what became of each, as JSON',
  '',
  'Ends with 0 when every bug was caught, 1 when one was not, 2 when the command line is wrong.',
];

/** Fails with {@link OptionRefused}. */
export const optionsOf = (args: readonly string[], catalog: readonly Bug[]): Options => {
  const { only = [], list = false, help = false, json } = parsed(args);
  const names = catalog.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new OptionRefused(`There is no planted bug ${unknown.join(', ')}. --list names those that there are.`);
  }
  const bugs = only.length === 0 ? catalog : catalog.filter(({ name }) => only.includes(name));
  return { bugs, whole: only.length === 0, list, help, ...(json !== undefined && { json }) };
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new OptionRefused(error instanceof Error ? error.message : String(error));
  }
};
