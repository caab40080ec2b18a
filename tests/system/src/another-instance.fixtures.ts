import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { eventually } from '@tidemark/local';
import type { BreakableShop } from './breakable-shop.ts';

/** A line of a service's log. */
export type Line = Readonly<Record<string, unknown>> & { readonly msg: string };

/** One more instance of a service that runs already, as a process of the test's own. */
export interface Instance {
  readonly url: string;
  readonly log: () => readonly Line[];
  /** Asks it to stop, as a container engine does, and answers how it ended. */
  readonly terminate: () => Promise<{ readonly code: number | null; readonly ms: number }>;
  readonly kill: () => void;
}

/** Starts the same program with the same environment as the launcher did, on another port, and waits until it is ready. */
export const anotherInstance = async (
  { pidOf }: Pick<BreakableShop, 'pidOf'>,
  name: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Instance> => {
  const pid = String(pidOf(name));
  const [command = '', ...args] = await nullSeparated(`/proc/${pid}/cmdline`);
  const inherited = Object.fromEntries(
    (await nullSeparated(`/proc/${pid}/environ`)).map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ...environment, HTTP_PORT: String(port) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    `another instance of ${name} to be ready`,
    async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended at its start:\n${output}`);
      return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok === true ? true : undefined;
    },
    60_000,
  );
  return {
    url,
    log: () =>
      output
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line),
    terminate: async () => {
      const began = performance.now();
      child.kill('SIGTERM');
      const code = await exited;
      return { code, ms: performance.now() - began };
    },
    kill: () => child.kill('SIGKILL'),
  };
};

const nullSeparated = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'utf8')).split('\0').filter((part) => part !== '');
