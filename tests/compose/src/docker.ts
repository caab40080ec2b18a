import { spawn } from 'node:child_process';

/** Docker said no; what it said is the message's end. */
export class DockerFailed extends Error {
  readonly code = 'COMPOSE.DOCKER_FAILED';
  readonly said: string;

  constructor(args: readonly string[], said: string) {
    super(`"docker ${args.join(' ')}" failed: ${said.trim().split('\n').slice(-8).join('\n')}`);
    this.name = 'DockerFailed';
    this.said = said;
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** Standard output and standard error as they came. */
  readonly said: string;
}

/** Runs a program to its end and answers what it said. */
export const run = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const stdout: Buffer[] = [];
    const all: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      all.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), said: Buffer.concat(all).toString('utf8') });
    });
  });

/** Answers what docker printed. Fails with {@link DockerFailed}. */
export const docker = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { code, stdout, said } = await run('docker', args, env);
  if (code !== 0) throw new DockerFailed(args, said);
  return stdout;
};

const OLDEST_COMPOSE = [2, 24] as const;

/** Undefined when an engine answers and compose is new enough; else the sentence that says what is missing. */
export const missing = async (): Promise<string | undefined> => {
  const engine = await run('docker', ['version', '--format', '{{.Server.Version}}']).catch(() => undefined);
  if (engine === undefined) return 'there is no docker command here';
  if (engine.code !== 0) return 'no Docker engine answers';
  const compose = await run('docker', ['compose', 'version', '--short']);
  const [major = 0, minor = 0] = compose.stdout.replace(/^v/u, '').split('.').map(Number);
  const fits = major > OLDEST_COMPOSE[0] || (major === OLDEST_COMPOSE[0] && minor >= OLDEST_COMPOSE[1]);
  return compose.code === 0 && fits
    ? undefined
    : `docker compose ${OLDEST_COMPOSE.join('.')} or later is not installed`;
};

export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');
