import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProcessIdentity } from '@tidemark/local';
import { eventually, identityOf, withDescendants } from '@tidemark/local';

const ENTRY = join(import.meta.dirname, '..', '..', '..', 'infra', 'local', 'start.mjs');
const START_WITHIN_MS = 120_000;

/** What `npm start` runs, as a process of its own: what it prints, and what it has started. */
export class Launch {
  output = '';
  readonly #child: ChildProcess;
  readonly #exited: Promise<readonly unknown[]>;

  constructor(dataDir: string, ...options: readonly string[]) {
    this.#child = spawn(process.execPath, [ENTRY, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Under npm the entry stops the shop when its parent dies; so it does when this test is killed.
      env: { ...process.env, NODE_ENV: undefined, npm_lifecycle_event: 'start', TIDEMARK_DATA: dataDir },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
    }
    this.#exited = once(this.#child, 'exit');
  }

  /** Waits until it has printed this. Fails with all that it printed when it ends before, or takes too long. */
  async prints(words: string): Promise<void> {
    await eventually(
      () => `"${words}" in what npm start prints:\n${this.output}`,
      () => {
        if (this.output.includes(words)) return Promise.resolve(true);
        if (this.#child.exitCode !== null) throw new Error(`npm start ended before "${words}":\n${this.output}`);
        return Promise.resolve(undefined);
      },
      START_WITHIN_MS,
    );
  }

  /** The entry first, the launcher second, then whatever they have started. */
  async processes(): Promise<readonly ProcessIdentity[]> {
    const pids = await withDescendants([this.#child.pid ?? 0]);
    return pids.map(identityOf).filter((identity) => identity !== undefined);
  }

  /** Presses Ctrl-C, and answers how it ended. */
  async interrupt(): Promise<{ readonly code: unknown; readonly seconds: number }> {
    const began = performance.now();
    this.#child.kill('SIGINT');
    const [code] = await this.#exited;
    return { code, seconds: (performance.now() - began) / 1_000 };
  }
}
