import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { throwawayData } from '@tidemark/local';
import type { Target } from './target.ts';
import { NoShop, targetOn } from './target.ts';

/** A shop that was started for a measurement. */
export interface OwnShop {
  readonly target: Target;
  /** From the command to the first order that was Confirmed and mailed, as `npm start` does it. */
  readonly coldStartSeconds: number;
  /** Stops it and forgets its data. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** What production has; `npm start` waits for seconds only, which an overload would turn into canceled orders. */
const PAYMENT_DEADLINE_MS = '900000';
const READY = 'everything runs; the first order was confirmed';
const STOPS_WITHIN_MS = 20_000;

/**
 * Starts the shop of a checkout, this one or another, with the program behind its `npm start`, on throw-away data and on
 * ports that are free.
 *
 * Fails with {@link NoShop} and the last lines of the launcher when it does not come up; nothing is left running then.
 * Aborting stops it whenever that happens.
 */
export const startShopOf = async (
  checkout: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<OwnShop> => {
  demandCheckout(checkout);
  const { dataDir, forget } = await throwawayData();
  const began = performance.now();
  const child = spawn(process.execPath, [join(checkout, 'infra', 'local', 'start.mjs')], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches it in its turn. Under npm's name it ends when we do, however that happens.
    detached: true,
    env: { ...process.env, TIDEMARK_DATA: dataDir, PAYMENT_DEADLINE_MS, npm_lifecycle_event: 'bench' },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    child.kill('SIGINT');
    const limit = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    if (child.exitCode === null && child.signalCode === null) await gone;
    clearTimeout(limit);
    await forget();
  };
  const stop = (): Promise<void> => (stopped ??= end());
  const abort = (): void => void stop();
  signal?.addEventListener('abort', abort);
  try {
    await readiness(child, gone, say);
    const coldStartSeconds = (performance.now() - began) / 1_000;
    const target = await targetOn(dataDir);
    if (target === undefined) {
      throw new NoShop(`The shop of ${checkout} runs but does not say where: it is older than this benchmark needs.`);
    }
    return { target, coldStartSeconds, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const readiness = async (child: ChildProcess, gone: Promise<void>, say: (line: string) => void): Promise<void> => {
  const last: string[] = [];
  const ready = new Promise<'ready'>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > 20) last.shift();
        if (line.includes(' ready after ')) say(line);
        if (line.includes(READY)) resolve('ready');
      });
    }
  });
  const first = await Promise.race([ready, gone.then(() => 'gone' as const)]);
  if (first === 'gone') throw new NoShop(`The shop did not start. Its launcher said last:\n${last.join('\n')}`);
};

/**
 * Refuses a folder that is no checkout, and one whose packages are another checkout's: its services would then run the
 * other's libraries, and the comparison would compare nothing.
 */
export const demandCheckout = (checkout: string): void => {
  const folder = resolve(checkout);
  if (!existsSync(join(folder, 'infra', 'local', 'start.mjs'))) {
    throw new NoShop(`${folder} is no checkout of Tidemark: make one with "git worktree add ${folder} <commit>".`);
  }
  const link = join(folder, 'node_modules', '@tidemark', 'kernel');
  if (existsSync(link) && !realpathSync(link).startsWith(`${realpathSync(folder)}/`)) {
    throw new NoShop(
      `${folder}/node_modules leads to the libraries of another checkout: delete it and run "npm ci" in ${folder}.`,
    );
  }
};
