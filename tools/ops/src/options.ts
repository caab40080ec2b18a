import { parseArgs } from 'node:util';
import type { Command, CommandGroup, Input } from './command.ts';
import { WrongUsage } from './command.ts';

export type Options =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly input: Input;
      readonly json: boolean;
      /** Where the service is that the command speaks to; undefined where the running shop is to be asked. */
      readonly url: string | undefined;
    };

/** Reads the command line. Fails with {@link WrongUsage} at the first thing that it does not know or that is missing. */
export const parseOptions = (args: readonly string[], groups: readonly CommandGroup[]): Options => {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const [groupName = '', commandName = '', ...rest] = args;
  const group = groups.find(({ name }) => name === groupName);
  if (group === undefined) throw new WrongUsage(`There is no "${groupName}"${SEE_HELP}`);
  const command = group.commands.find(({ name }) => name === commandName);
  if (command === undefined) throw new WrongUsage(`There is no "${groupName} ${commandName}"${SEE_HELP}`);
  const { values, positionals } = parsed(command, rest);
  const { json, url, ...given } = values;
  return {
    kind: 'run',
    command,
    input: { ...textsOf(given), ...taken(command, positionals) },
    json: json === true,
    url: typeof url === 'string' ? addressOf(url) : undefined,
  };
};

const SEE_HELP = ': "npm run ops -- --help" shows what there is.';

const parsed = ({ options }: Command, args: readonly string[]) => {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  try {
    const result = parseArgs({
      args: [...args],
      options: { ...known, json: { type: 'boolean' }, url: { type: 'string' } },
      allowPositionals: true,
    });
    const values: Readonly<Record<string, unknown>> = result.values;
    const missing = Object.keys(options).find(
      (name) => options[name]?.required === true && (values[name] ?? '') === '',
    );
    if (missing !== undefined) {
      throw new WrongUsage(
        `--${missing} ${options[missing]?.value ?? ''} is missing: ${options[missing]?.does ?? ''}.`,
      );
    }
    return { values, positionals: result.positionals };
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    const said = error instanceof Error ? (error.message.split(/[.\n]/u)[0] ?? '') : String(error);
    throw new WrongUsage(`${said}${SEE_HELP}`);
  }
};

const textsOf = (values: Readonly<Record<string, unknown>>): Input =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : '']));

const taken = ({ takes, name }: Command, positionals: readonly string[]): Input => {
  const superfluous = positionals[takes.length];
  if (superfluous !== undefined) throw new WrongUsage(`"${superfluous}" is one word too many for ${name}${SEE_HELP}`);
  const missing = takes[positionals.length];
  if (missing !== undefined) throw new WrongUsage(`${name} needs the ${missing} it is about${SEE_HELP}`);
  return Object.fromEntries(takes.map((what, index) => [what, positionals[index]]));
};

const addressOf = (value: string): string => {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new WrongUsage(`--url must be an address such as http://127.0.0.1:3000, not "${value}".`);
  }
  return url.href.replace(/\/$/u, '');
};
