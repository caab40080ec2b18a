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

/** Compiles the services and what they stand on; quick when nothing has changed. Fails with {@link BuildFailed}. */
export const build = async (signal?: AbortSignal): Promise<void> => {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const projects: string[] = [];
  for await (const project of glob('services/*/app/tsconfig.lib.json', { cwd: CLONE })) projects.push(project);
  const child = spawn(process.execPath, [compiler, '-b', ...projects], {
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
};
