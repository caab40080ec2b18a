import type { RetentionRule, Store } from '@tidemark/event-store';
import { Worker } from './worker.ts';

export interface PrunerOptions {
  readonly store: Pick<Store, 'prune'>;
  readonly rules: readonly RetentionRule[];
  readonly pollMs: number;
  readonly onPruned: (table: RetentionRule['table'], rows: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Rows in one transaction: few enough that nobody waits for it. */
const BATCH = 1_000;

/**
 * Forgets what is older than the table of retention keeps it, at the start and then from time to time.
 *
 * Safe on any number of instances: what one is deleting, the others pass over.
 */
export class Pruner {
  readonly #options: PrunerOptions;
  readonly #worker: Worker;

  constructor(options: PrunerOptions) {
    this.#options = options;
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
  }

  start(): void {
    this.#worker.start();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  async #round(): Promise<boolean> {
    const { store, rules, onPruned } = this.#options;
    let more = false;
    for (const rule of rules) {
      const rows = await store.prune(rule, BATCH);
      if (rows > 0) onPruned(rule.table, rows);
      more ||= rows === BATCH;
    }
    return more;
  }
}
