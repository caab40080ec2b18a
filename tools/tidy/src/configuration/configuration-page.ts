import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../repository.ts';
import { composeVariables } from './compose-variables.ts';
import { pageOf } from './page.ts';
import { peoplesVariables } from './people.ts';
import { variablesOfPrograms } from './programs.ts';

export const PAGE = join(root, 'docs', 'configuration.md');

const COMPOSE_FILES = ['docker-compose.yml', 'infra/compose/cluster.yml'];

/** The page as it should be, formatted as prettier would. */
export const configurationPage = async (): Promise<string> => {
  const found = COMPOSE_FILES.flatMap((file) => composeVariables(file, readFileSync(join(root, file), 'utf8')));
  const compose = found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
  const page = pageOf({ programs: await variablesOfPrograms(), compose, people: peoplesVariables });
  return format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
};
