import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.ts';

interface Step {
  readonly what: string;
  readonly command: readonly string[];
}

/** What was written stays, half made; `git` takes it back. */
export class StepFailed extends Error {
  readonly code = 'GENERATORS.STEP_FAILED';

  constructor(what: string, said: string) {
    super(`Making ${what} failed, and what was written before is left; git takes it back.\n${said.trimEnd()}`);
    this.name = 'StepFailed';
  }
}

/** Steps that need nothing of each other. */
type Round = readonly Step[];

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

export const afterService = (name: string, written: readonly string[]): readonly Round[] => [
  [lock, types],
  [
    tool('project references', 'nx', 'sync'),
    messages,
    // What is said must be released. Until it is committed, it may be released again.
    tool('the release of its message', 'tools/contracts-gate/src/release-main.ts', `The service ${name} begins.`),
    tool('contracts/openapi', 'tools/contracts-codegen/src/openapi-main.ts'),
    tool('pacts', 'libs/pacts/src/renew.ts', `services/${name}/app/src/kafka/`),
    tool('docs/configuration.md', 'tools/tidy/src/configuration/main.ts'),
  ],
  [tool('format', 'prettier', '--log-level', 'warn', '--write', ...written)],
];

/** A draft has a type, and no place in a description yet. */
export const afterMessage: readonly Round[] = [[types]];

/** Makes anew what is made from the written files. Fails with {@link StepFailed}, when no step runs any more. */
export const regenerate = async (rounds: readonly Round[]): Promise<void> => {
  for (const steps of rounds) {
    const ends = await Promise.allSettled(steps.map(make));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
};

const make = async ({ what, command: [program = '', ...args] }: Step): Promise<void> => {
  // A process of its own for each plugin of Nx takes longer than all that they do.
  const env = { ...process.env, NX_ISOLATE_PLUGINS: 'false' };
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new StepFailed(what, said);
  console.log(`made ${what}`);
};
