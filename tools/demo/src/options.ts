import { parseArgs } from 'node:util';
import type { ProgramName, ProgramUrls } from './shop.ts';
import { defaultPorts, programNames } from './shop.ts';
import { stories } from './stories.ts';
import type { Story } from './story.ts';

/** The option that names where a program is, by program. */
const urlOptions = {
  order: 'url',
  inventory: 'inventory-url',
  payment: 'payment-url',
  shipping: 'shipping-url',
  notification: 'notification-url',
  'psp-simulator': 'psp-url',
  'mail-catcher': 'mail-url',
} as const satisfies Readonly<Record<ProgramName, string>>;

export const urlOptionOf = (program: ProgramName): string => `--${urlOptions[program]}`;

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly json: boolean }
  | {
      readonly kind: 'tell';
      readonly stories: readonly Story[];
      readonly json: boolean;
      /** Undefined when the demo is to find or start a shop itself. */
      readonly urls: ProgramUrls | undefined;
    };

/** The command line is wrong; the sentence says how. */
export class WrongUsage extends Error {
  readonly code = 'DEMO.WRONG_USAGE';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'WrongUsage';
  }
}

/** Reads the command line. Fails with {@link WrongUsage} at the first thing that it does not know. */
export const parseOptions = (args: readonly string[]): Options => {
  const { help, list, json = false, story, ...urls } = parsed(args);
  if (help === true) return { kind: 'help' };
  if (list === true) return { kind: 'list', json };
  return { kind: 'tell', stories: story === undefined ? stories : [storyNamed(story)], json, urls: urlsOf(urls) };
};

const text = { type: 'string' } as const;

const known = {
  help: { type: 'boolean', short: 'h' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  story: text,
  url: text,
  'inventory-url': text,
  'payment-url': text,
  'shipping-url': text,
  'notification-url': text,
  'psp-url': text,
  'mail-url': text,
} as const;

const parsed = (args: readonly string[]) => {
  const unknown = args.find((arg) => arg.startsWith('-') && !(nameOf(arg) in known) && arg !== '-h');
  if (unknown !== undefined)
    throw new WrongUsage(`There is no option ${unknown}: "npm run demo -- --help" shows those there are.`);
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(/[.\n]/u)[0] ?? '') : String(error);
    throw new WrongUsage(`${said}: "npm run demo -- --help" shows how it is called.`);
  }
};

const nameOf = (arg: string): string => arg.replace(/^-+/u, '').split('=')[0] ?? '';

const storyNamed = (name: string): Story => {
  const story = stories.find((one) => one.name === name);
  if (story !== undefined) return story;
  throw new WrongUsage(`There is no story "${name}": "npm run demo -- --list" shows those there are.`);
};

const urlsOf = (given: Readonly<Record<string, string | boolean | undefined>>): ProgramUrls | undefined => {
  if (given['url'] === undefined) {
    const lonely = Object.keys(given).find((name) => name.endsWith('-url'));
    if (lonely === undefined) return undefined;
    throw new WrongUsage(`--${lonely} goes with --url, which names where the order service is.`);
  }
  const order = addressOf('url', given['url']);
  const entries = programNames.map((program) => {
    const said = given[urlOptions[program]];
    return [program, said === undefined ? besides(order, defaultPorts[program]) : addressOf(urlOptions[program], said)];
  });
  return Object.fromEntries(entries) as ProgramUrls;
};

const addressOf = (option: string, value: string | boolean): string => {
  const url = URL.parse(String(value));
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new WrongUsage(`--${option} must be an address such as http://127.0.0.1:3000, not "${String(value)}".`);
  }
  return url.href.replace(/\/$/u, '');
};

/** The other programs are on the same host, unless somebody says otherwise. */
const besides = (order: string, port: number): string => {
  const { protocol, hostname } = new URL(order);
  return `${protocol}//${hostname}:${String(port)}`;
};
