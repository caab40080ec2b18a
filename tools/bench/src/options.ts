import { parseArgs } from 'node:util';
import type { MixName } from './mixes.ts';
import { mixNames } from './mixes.ts';

/** What the command line of `npm run bench` asks for. */
export interface Options {
  readonly help: boolean;
  /** One load, a search for the highest load that holds, or everything that the page of figures shows. */
  readonly work: 'load' | 'capacity' | 'suite';
  readonly rate: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly mix: MixName;
  readonly seed: number;
  readonly skuCount: number;
  /** How long the shop is watched while nothing happens; 0 leaves that out. */
  readonly idleSeconds: number;
  readonly anchors: boolean;
  readonly accept: boolean;
  readonly compareNaive: boolean;
  readonly own: boolean;
  readonly dataDir: string | undefined;
  readonly maxSlipMs: number;
  readonly jsonFile: string | undefined;
  readonly markdownFile: string | undefined;
}

/** The command line is wrong; the sentence says how. */
export class WrongUsage extends Error {
  readonly code = 'BENCH.WRONG_USAGE';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'WrongUsage';
  }
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const known = {
  help: { ...flag, short: 'h' },
  rate: text,
  seconds: text,
  warmup: text,
  mix: text,
  seed: text,
  skus: text,
  idle: text,
  'find-capacity': flag,
  suite: flag,
  anchors: flag,
  'no-anchors': flag,
  accept: flag,
  'compare-naive': flag,
  own: flag,
  data: text,
  'max-slip': text,
  json: text,
  markdown: text,
} as const;

/** Reads the command line. Fails with {@link WrongUsage} at the first thing that is wrong. */
export const parseOptions = (args: readonly string[], drawSeed: () => number): Options => {
  const {
    values,
    positionals: [stray],
  } = parsed(args, known, 'bench');
  if (stray !== undefined)
    throw new WrongUsage(`"${stray}" is no option: "npm run bench -- --help" shows those there are.`);
  const work = workOf(values);
  return {
    help: values.help === true,
    work,
    rate: numberIn('rate', values.rate, work === 'capacity' ? 100 : 50, 0.1, 20_000),
    seconds: numberIn('seconds', values.seconds, work === 'load' ? 30 : 20, 1, 3_600),
    warmupSeconds: numberIn('warmup', values.warmup, 5, 0, 600),
    mix: mixOf(values.mix),
    seed: wholeIn('seed', values.seed, drawSeed(), 0, 2 ** 32 - 1),
    skuCount: wholeIn('skus', values.skus, 200, 3, 5_000),
    idleSeconds: numberIn('idle', values.idle, 10, 0, 600),
    anchors: values.anchors === true || values['no-anchors'] !== true,
    accept: values.accept === true,
    compareNaive: values['compare-naive'] === true,
    own: values.own === true,
    dataDir: values.data,
    maxSlipMs: numberIn('max-slip', values['max-slip'], 20, 1, 10_000),
    jsonFile: values.json,
    markdownFile: values.markdown,
  };
};

const workOf = (values: { readonly suite?: boolean; readonly 'find-capacity'?: boolean }): Options['work'] => {
  if (values.suite === true && values['find-capacity'] === true) {
    throw new WrongUsage('--suite finds the capacity already: leave --find-capacity out.');
  }
  if (values.suite === true) return 'suite';
  return values['find-capacity'] === true ? 'capacity' : 'load';
};

type Known = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

/** The values of the options that are known, and what is no option. Fails with {@link WrongUsage} for every other. */
export const parsed = <Options extends Known>(args: readonly string[], options: Options, program: string) => {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '-h' && !(nameOf(arg) in options));
  if (unknown !== undefined) {
    throw new WrongUsage(`There is no option ${unknown}: "npm run ${program} -- --help" shows those there are.`);
  }
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(/[.\n]/u)[0] ?? '') : String(error);
    throw new WrongUsage(`${said}: "npm run ${program} -- --help" shows how it is called.`);
  }
};

const nameOf = (arg: string): string => arg.replace(/^-+/u, '').split('=')[0] ?? '';

export const numberIn = (name: string, value: string | undefined, unsaid: number, min: number, max: number): number => {
  const number = value === undefined ? unsaid : Number(value);
  if (value?.trim() === '' || !(number >= min && number <= max)) {
    throw new WrongUsage(`--${name} must be a number from ${min} to ${max}, not "${value ?? ''}".`);
  }
  return number;
};

export const wholeIn = (name: string, value: string | undefined, unsaid: number, min: number, max: number): number => {
  const number = numberIn(name, value, unsaid, min, max);
  if (!Number.isInteger(number)) throw new WrongUsage(`--${name} must be a whole number, not "${value ?? ''}".`);
  return number;
};

export const mixOf = (value: string | undefined): MixName => {
  const mix = mixNames.find((name) => name === (value ?? 'happy'));
  if (mix !== undefined) return mix;
  throw new WrongUsage(`There is no mix "${value ?? ''}": the mixes are ${mixNames.join(', ')}.`);
};
