import type { Command, CommandGroup, CommandOption } from './command.ts';

/** The text of `--help`, made from the commands themselves. */
export const helpOf = (groups: readonly CommandGroup[]): readonly string[] => [
  'npm run ops -- <group> <command> [options]',
  '',
  'Operates the shop that runs on the data folder (TIDEMARK_DATA, or .tidemark in this clone).',
  '',
  ...groups.flatMap((group) => group.commands.flatMap((command) => linesOf(group, command))),
  'For all of them:',
  ...optionLines({
    url: { value: 'URL', does: 'where the service is, instead of the shop on the data folder' },
    json: { does: 'what the service answered, for programs' },
  }),
  '',
  'Ends with 0 when it is done, 1 when the service says no, 2 when the command line is wrong or nobody answers.',
];

const linesOf = ({ name }: CommandGroup, command: Command): readonly string[] => [
  [name, command.name, ...command.takes.map((what) => `<${what}>`)].join(' '),
  `  ${command.does}`,
  ...optionLines(command.options),
  '',
];

const optionLines = (options: Readonly<Record<string, CommandOption>>): readonly string[] =>
  Object.entries(options).map(([name, { value, required, does }]) => {
    const head = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return `    ${head.padEnd(18)} ${does}${required === true ? ' (required)' : ''}`;
  });
