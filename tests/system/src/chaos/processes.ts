import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '@tidemark/local';
import { eventually, identityOf, isRunning, withDescendants } from '@tidemark/local';

const GRACE_MS = 10_000;
/** The kernel needs a moment to take back what the dead one held. */
const BEFORE_RESTART_MS = 100;

/** Who must not be started again yet. */
export type Gates = Map<string, PromiseWithResolvers<undefined>>;

/** For `mayRestart` of the stack: as soon as nobody holds the process back. */
export const restartBehind =
  (gates: Gates) =>
  async (name: string): Promise<void> => {
    await gates.get(name)?.promise;
    await sleep(BEFORE_RESTART_MS);
  };

/** A process and everything it started, as they were when they were struck. */
type Struck = readonly ProcessIdentity[];

/** For so long one that is to be struck may be away: another fault has taken it, and it is being started again. */
const UP_WITHIN_MS = 30_000;

/** The processes of a shop, by name: who they are, and how they are ended, held back and frozen. */
export class Processes {
  readonly #pids: () => Readonly<Record<string, number>>;
  readonly #gates: Gates;
  /** Those that were killed from here. */
  readonly #killed: ProcessIdentity[] = [];

  constructor(pids: () => Readonly<Record<string, number>>, gates: Gates) {
    this.#pids = pids;
    this.#gates = gates;
  }

  /** Those that run now. */
  get names(): readonly string[] {
    return Object.keys(this.#pids());
  }

  /** Of the process that has this name now; undefined while there is none. */
  identityOf(name: string): ProcessIdentity | undefined {
    const pid = this.#pids()[name];
    return pid === undefined ? undefined : identityOf(pid);
  }

  /** Whether its death was ours: killed from here, not by its own hand. */
  wasStruck({ pid, startTicks }: ProcessIdentity): boolean {
    return this.#killed.some((killed) => killed.pid === pid && killed.startTicks === startTicks);
  }

  /** From now on it is not started again when it has ended, until it is let go. */
  hold(name: string): void {
    if (!this.#gates.has(name)) this.#gates.set(name, Promise.withResolvers<undefined>());
  }

  letGo(name: string): void {
    this.#gates.get(name)?.resolve(undefined);
    this.#gates.delete(name);
  }

  letGoAll(): void {
    for (const name of this.#gates.keys()) this.letGo(name);
  }

  /** Sends a signal to these processes and all they have started, all at the same moment. */
  async strike(names: readonly string[], signal: 'SIGKILL' | 'SIGSTOP'): Promise<Struck> {
    const roots = names.flatMap((name) => this.#pids()[name] ?? []);
    const struck = (await withDescendants(roots)).flatMap((pid) => identityOf(pid) ?? []);
    if (signal === 'SIGKILL') this.#killed.push(...struck);
    sendTo(struck, signal);
    return struck;
  }

  /** Resolves when all of them run. Fails when one does not come up: what is not there cannot be struck. */
  async untilUp(names: readonly string[], withinMs = UP_WITHIN_MS): Promise<void> {
    const away = (): readonly string[] => names.filter((name) => this.identityOf(name) === undefined);
    await eventually(
      () => `these to run, so that they can be struck: ${away().join(', ')}`,
      () => Promise.resolve(away().length === 0 ? true : undefined),
      withinMs,
    );
  }

  /** Asks one to end, and kills what has not ended in time: as whoever runs it in production does. */
  async end(name: string, withinMs = GRACE_MS): Promise<void> {
    const identity = this.identityOf(name);
    if (identity === undefined) return;
    const isGone = (): Promise<true | undefined> => Promise.resolve(isRunning(identity) ? undefined : true);
    sendTo([identity], 'SIGTERM');
    await eventually(`${name} to end after SIGTERM`, isGone, withinMs).catch(() => {
      sendTo([identity], 'SIGKILL');
    });
    await eventually(`${name} to end after SIGKILL`, isGone, 5_000);
  }

  /** Who is dead meanwhile stays dead: a number that has gone to somebody else is not woken. */
  wake(struck: Struck): void {
    sendTo(struck, 'SIGCONT');
  }
}

const sendTo = (struck: Struck, signal: NodeJS.Signals): void => {
  for (const identity of struck) {
    if (!isRunning(identity)) continue;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // It ended by itself in the last moment.
    }
  }
};
