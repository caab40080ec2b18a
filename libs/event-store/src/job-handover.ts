import type { Effects, JobRow, Loaded, Plan, Store, Work } from './store.ts';
import { NO_EFFECTS } from './store.ts';

/** Makes the calls that units of work leave behind as jobs. */
export interface JobTaker {
  /** Gives back the jobs, which are about to be written; those that it can begin at once, with its claim. */
  readonly take: (jobs: readonly JobRow[]) => readonly JobRow[];
  /** The jobs stand: those with its claim are its own, the others wait for somebody. */
  readonly begin: (jobs: readonly JobRow[]) => void;
  /** The jobs do not stand, or nobody knows; what stands after all is found when its lease has run out. */
  readonly letGo: (jobs: readonly JobRow[]) => void;
}

/**
 * Hands jobs from the transaction that writes them to a worker of the same process, without a claim of its own in between,
 * and what was committed to whoever listens.
 *
 * A job is born claimed when the worker has room; all others, and those of a process that died, are found by polling.
 */
export class JobHandover {
  readonly #store: Store;
  #taker: JobTaker | undefined;
  readonly #listeners: ((effects: Effects) => void)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  to(taker: JobTaker): void {
    this.#taker = taker;
  }

  /**
   * Tells what each transaction has changed, after its commit and before its caller goes on. Not of one whose outcome is
   * unknown. A listener that fails ends the process: the transaction has committed, and must not seem to have failed.
   */
  tell(listener: (effects: Effects) => void): void {
    this.#listeners.push(listener);
  }

  async transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    if (this.#listeners.length === 0) return this.#transact(plan, work);
    let committed: Effects = NO_EFFECTS;
    const result = await this.#transact(plan, (loaded) => {
      const decided = work(loaded);
      committed = decided.effects;
      return decided;
    });
    for (const listener of this.#listeners) {
      try {
        listener(committed);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return result;
  }

  async #transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    const taker = this.#taker;
    if (taker === undefined) return this.#store.transact(plan, work);
    let jobs: readonly JobRow[] = [];
    try {
      const result = await this.#store.transact(plan, (loaded) => {
        const decided = work(loaded);
        jobs = taker.take(decided.effects.jobs);
        return { ...decided, effects: { ...decided.effects, jobs } };
      });
      // What a taker does is not the transaction's: it has committed.
      if (jobs.length > 0)
        queueMicrotask(() => {
          taker.begin(jobs);
        });
      return result;
    } catch (error) {
      taker.letGo(jobs);
      throw error;
    }
  }
}
