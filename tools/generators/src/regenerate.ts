import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.ts';

interface Step {
  readonly what: string;
  readonly command: readonly string[];
}

const tool = (what: string, program: string, ...args: readonly string[]): Step => ({
  what,
  command: [process.execPath, join(root, 'tools', 'tidy', 'node24.mjs'), program, ...args],
});

/** No package is new, so the lock can be brought up to date without asking a registry; `omit` keeps it as it was made. */
const lock: Step = {
  what: 'package-lock.json',
  command: ['npm', 'install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'],
};

const types = tool('types of the contracts', 'tools/contracts-codegen/src/main.ts');
const messages = tool('contracts/asyncapi.yaml and docs/messages.md', 'tools/asyncapi/src/main.ts');

export const afterService = (name: string, written: readonly string[]): readonly Step[] => [
  lock,
  types,
  tool('project references', 'nx', 'sync'),
  tool('format', 'prettier', '--log-level', 'warn', '--write', ...written),
  messages,
  tool('pacts', 'libs/pacts/src/renew.ts', `services/${name}/`),
  tool('docs/configuration.md', 'tools/tidy/src/configuration/main.ts'),
];

export const afterMessage: readonly Step[] = [types, messages];

/** Makes anew what is made from the written files. Fails with the words of the step that failed. */
export const regenerate = (steps: readonly Step[]): void => {
  for (const { what, command } of steps) {
    const [program = '', ...args] = command;
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Making ${what} failed:\n${stdout}${stderr}`);
    console.log(`made ${what}`);
  }
};
