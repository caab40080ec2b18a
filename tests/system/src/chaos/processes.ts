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

/** The processes of a shop, by name: who they are, and how they are ended, held back and frozen. */
export class Processes {
  readonly #pids: () => Readonly<Record<string, number>>;
  readonly #gates: Gates;

  constructor(pids: () => Readonly<Record<string, number>>, gates: Gates) {
    this.#pids = pids;
    this.#gates = gates;
  }

  /** Those that run now. */
  get names(): readonly string[] {
    return Object.keys(this.#pids());
  }

  pidOf(name: string): number | undefined {
    return this.#pids()[name];
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
    const roots = names.flatMap((name) => this.pidOf(name) ?? []);
    const struck = (await withDescendants(roots)).flatMap((pid) => identityOf(pid) ?? []);
    sendTo(struck, signal);
    return struck;
  }

  /** Asks one to end, and kills what has not ended in time: as whoever runs it in production does. */
  async end(name: string, withinMs = GRACE_MS): Promise<void> {
    const pid = this.pidOf(name);
    const identity = pid === undefined ? undefined : identityOf(pid);
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
