import { spawn } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CLONE } from './clone.ts';

/** The sources do not compile: what the compiler said is in `output`. Mend them, then start again. */
export class BuildFailed extends Error {
  readonly code = 'LOCAL.BUILD_FAILED';
  readonly output: string;

  constructor(output: string) {
    super(`The services do not compile; mend this and start again:\n${output}`);
    this.name = 'BuildFailed';
    this.output = output;
  }
}

/**
 * Compiles the services and what they stand on, and answers how many seconds that took; none to speak of when nothing has
 * changed. Fails with {@link BuildFailed} when a source is no TypeScript.
 *
 * Types are not checked here: `npm test` does that, and it takes longer than everything else that a start does. The
 * compiler remembers that the check is still to come.
 */
export const build = async (signal?: AbortSignal): Promise<number> => {
  const began = performance.now();
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const projects: string[] = [];
  for await (const project of glob('services/*/app/tsconfig.lib.json', { cwd: CLONE })) projects.push(project);
  const child = spawn(process.execPath, [compiler, '-b', '--noCheck', ...projects], {
    cwd: CLONE,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new BuildFailed(Buffer.concat(said).toString('utf8'));
  return (performance.now() - began) / 1_000;
};
