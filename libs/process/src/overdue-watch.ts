import type { Alarm, OverdueCount, Store } from '@tidemark/event-store';
import { Worker } from './worker.ts';

export interface OverdueWatchOptions {
  readonly store: Pick<Store, 'countOverdue' | 'raiseAlarms'>;
  /** How long something may be overdue before it is an alarm. */
  readonly byMs: number;
  readonly pollMs: number;
  /** Told of each overdue process and job at most once, on one of all instances; the counts tell of it until it ends. */
  readonly onAlarm: (alarm: Alarm) => void;
  /** Told at each look, on every instance: everything that is overdue by then, answered or not yet told of. */
  readonly onOverdue: (counts: readonly OverdueCount[]) => void;
  readonly onError: (error: unknown) => void;
}

/** How many alarms one round raises. */
const BATCH = 200;

/**
 * Looks for processes and jobs that have waited too long for an answer, and tells of them.
 *
 * It looks at rows and never at workers, so it also sees what no worker comes to. It changes the state of nothing: what
 * is overdue goes on asking, and an answer that comes after all is as good as any.
 */
export class OverdueWatch {
  readonly #options: OverdueWatchOptions;
  readonly #worker: Worker;

  constructor(options: OverdueWatchOptions) {
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
    const { store, byMs, onAlarm, onOverdue } = this.#options;
    const counts = await store.countOverdue(byMs);
    onOverdue(counts);
    if (counts.length === 0) return false;
    const alarms = await store.raiseAlarms(byMs, BATCH);
    for (const alarm of alarms) onAlarm(alarm);
    return alarms.length >= BATCH;
  }
}
