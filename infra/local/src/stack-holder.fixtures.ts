import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** A process of its own that holds Postgres on throw-away data. */
export interface StackHolder {
  readonly dataDir: string;
  readonly guardPid: number;
  readonly postgresPid: number;
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks it to stop, and answers with its exit code. */
  end(): Promise<number | null>;
}

export interface HolderOptions {
  readonly node?: string;
  /** The root of the clone that the program is in. */
  readonly clone?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
}

const CLONE = join(import.meta.dirname, '..', '..', '..');

export async function startHolder({ node, clone = CLONE, env, user }: HolderOptions = {}): Promise<StackHolder> {
  const program = join(clone, 'infra', 'local', 'src', 'holds-a-stack.fixtures.ts');
  const child = spawn(node ?? process.execPath, ['--conditions=@tidemark/source', program], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(env && { env }),
    ...user,
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([first]) => String(first)),
    exited.then(([code]) => {
      throw new Error(`The holder of the stack ended with code ${String(code)} before its stack was ready.`);
    }),
  ]);
  const said = JSON.parse(line) as Pick<StackHolder, 'dataDir' | 'guardPid' | 'postgresPid' | 'url'>;
  const end = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return (await exited)[0];
  };
  return { ...said, process: child, end };
}

/** What the database answers to a question about itself. */
export async function currentUserOf(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ current_user: string }>('select current_user');
    return rows[0]?.current_user;
  } finally {
    await client.end();
  }
}
