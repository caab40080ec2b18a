import { readFileSync } from 'node:fs';

/** The environment does not fit: the program must not start. The sentence names the variable and its rule. */
export class WrongConfiguration extends Error {
  readonly code = 'CONFIG.WRONG';
  readonly variable: string;

  constructor(variable: string, rule: string) {
    super(`The environment variable ${variable} is wrong: ${rule}. Set it and start again.`);
    this.name = 'WrongConfiguration';
    this.variable = variable;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What an environment says about the variables that a program knows. `NAME_FILE` gives the content of a file as the value
 * of `NAME`, so that a secret need not stand in an environment, which many can read.
 *
 * Fails with {@link WrongConfiguration} for a name that is nearly one of those, a file that cannot be read, and a variable
 * that is given in both ways. Names that are like none of ours belong to somebody else: a process inherits dozens.
 */
export const given = (known: readonly string[], environment: Environment): Readonly<Record<string, string>> => {
  // An empty variable is one that is not set: compose files pass those. Blanks would be read as the number 0.
  const set = Object.entries(environment).filter((entry): entry is [string, string] => (entry[1]?.trim() ?? '') !== '');
  const values: Record<string, string> = {};
  for (const [name, value] of set) {
    const variable = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
    if (known.includes(name)) values[name] ??= value;
    else if (!known.includes(variable)) refuseMistyped(name, known);
    else if ((environment[variable]?.trim() ?? '') !== '') throw new WrongConfiguration(variable, `${name} is set too`);
    else values[variable] = contentOf(name, value);
  }
  return values;
};

const contentOf = (name: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new WrongConfiguration(name, `the file cannot be read (${(error as Error).message})`);
  }
};

const refuseMistyped = (name: string, known: readonly string[]): void => {
  const meant = known.find((candidate) => isNearly(name, candidate));
  if (meant !== undefined) throw new WrongConfiguration(name, `there is no such variable, ${meant} is meant`);
};

/**
 * One letter off, or two in a long name; or the last of three words or more is missing, or another. So LOG_LEVELS is
 * LOG_LEVEL, and PAYMENT_DEADLINE_SECONDS is PAYMENT_DEADLINE_MS, while HTTP_PROXY and KAFKA_HOME are somebody else's.
 */
const isNearly = (name: string, known: string): boolean => {
  const typos = known.length < LONG_NAME ? 1 : 2;
  if (Math.abs(name.length - known.length) <= typos && typosBetween(name, known) <= typos) return true;
  const stem = known.split('_').slice(0, -1);
  return stem.length >= 2 && (name === stem.join('_') || withoutLastWord(name) === stem.join('_'));
};

const LONG_NAME = 10;

const withoutLastWord = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('_')));

/** How many letters were added, left out, mistaken or swapped with their neighbor. */
const typosBetween = (left: string, right: string): number => {
  const rows = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const mistaken = left[row - 1] === right[column - 1] ? 0 : 1;
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        (rows[row - 1]?.[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (rows[row - 1]?.[column - 1] ?? 0) + mistaken,
        swapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(current);
  }
  return rows[left.length]?.[right.length] ?? 0;
};
