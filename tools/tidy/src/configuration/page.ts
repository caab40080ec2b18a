import { serviceNames } from '@tidemark/bootstrap/catalogs';
import type { ComposeVariable } from './compose-variables.ts';
import type { PeoplesVariable } from './people.ts';
import type { Variable } from './variable.ts';

export interface Sources {
  readonly programs: readonly Variable[];
  readonly compose: readonly ComposeVariable[];
  readonly people: readonly PeoplesVariable[];
}

/** The page docs/configuration.md, before it is formatted. */
export const pageOf = ({ programs, compose, people }: Sources): string =>
  [
    '# Configuration',
    '',
    'Made by `npm run configuration:generate` from the schemas that the programs parse their environment with, the compose',
    'files, and `tools/tidy/src/configuration/people.ts`. A stale page fails in `npm test`.',
    '',
    'Every setting is an environment variable, and every default is for the local mode. A program reads its variables once,',
    'at the start, and ends with one sentence when one of them is wrong: services, bootstrap and secrets with exit code 78.',
    'An empty variable is one that is not set. Services, bootstrap and secrets also take `NAME_FILE`, the name of a file',
    'that holds the value, for each `NAME`; of the simulators, `WEBHOOK_SECRET_FILE` is taken.',
    '',
    'A process inherits many variables of others, so an unknown name is refused only where it is nearly one of those the',
    'program knows: one letter off, or two in a long name, or with its last word missing or another. `LOG_LEVELS` is',
    'refused, and so is `PAYMENT_DEADLINE` by order; `HTTP_PROXY` is passed over.',
    '',
    '`npm start` and the containers set `PAYMENT_DEADLINE_MS` to 20 s, because somebody watches.',
    '',
    '## Services, bootstrap and simulators',
    '',
    ...table(['variable', 'meaning', 'default', 'used by'], merged(programs)),
    '',
    '## Containers',
    '',
    'Read by compose, from its environment or a file `.env`.',
    '',
    ...table(
      ['variable', 'meaning', 'default', 'used by'],
      compose.map(({ name, meaning, fallback, file }) => [code(name), meaning, code(fallback), code(file)]),
    ),
    '',
    '## Commands',
    '',
    ...table(
      ['variable', 'meaning', 'default', 'used by'],
      people.map(({ name, meaning, fallback, usedBy }) => [code(name), meaning, fallback, usedBy]),
    ),
    '',
  ].join('\n');

/** One row for each name and meaning; where defaults differ, each says whose it is. */
const merged = (variables: readonly Variable[]): readonly (readonly string[])[] => {
  const groups = Map.groupBy(variables, ({ name, meaning }) => `${name}\n${meaning}`);
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    const { name = '', meaning = '' } = first ?? {};
    return [code(name), meaning, defaultsOf(group), usersOf(group)];
  });
  return rows.toSorted(([left = ''], [right = '']) => (left < right ? -1 : left > right ? 1 : 0));
};

/** Five services that all read a variable are every service. */
const usersOf = (group: readonly Variable[]): string => {
  const users = group.map(({ usedBy }) => usedBy);
  const services = serviceNames();
  const all = services.every((service) => users.includes(service));
  return (all ? ['every service', ...users.filter((user) => !services.includes(user))] : users).join(', ');
};

const defaultsOf = (group: readonly Variable[]): string => {
  const texts = new Map(group.map((variable) => [variable.usedBy, defaultOf(variable)]));
  const [only, ...others] = new Set(texts.values());
  if (only !== undefined && others.length === 0) return only;
  return [...texts].map(([usedBy, text]) => `${usedBy} ${text}`).join(', ');
};

const defaultOf = ({ fallback, isRequired }: Variable): string =>
  isRequired ? 'must be set' : fallback === undefined ? 'none' : code(fallback);

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map(
    (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
