import type { DeadlinePassed } from '@tidemark/kernel';
import type { ClaimedDeadline, Read, Unit, UnitOfWork } from '@tidemark/event-store';
import { Worker } from './worker.ts';

/** A kind of process that hears its deadlines. */
export interface DeadlineListener {
  /** Of the process's id: `fulfillment` in `fulfillment-<orderId>`. */
  readonly category: string;
  readonly reads: (key: string) => readonly Read[];
  readonly handle: (key: string, passed: DeadlinePassed, unit: Unit) => void;
}

export interface DeadlineWorkerOptions {
  readonly unitOfWork: UnitOfWork;
  readonly listeners: readonly DeadlineListener[];
  readonly newId: () => string;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
}

/** How many deadlines one round takes. */
const BATCH = 50;

/**
 * Tells each process that its deadline has passed, timed by the database's clock, in a unit of its own.
 *
 * Safe on any number of instances: the claim is a lease, and the unit checks under the process's lock that the deadline
 * it claimed still stands.
 */
export class DeadlineWorker {
  readonly #options: DeadlineWorkerOptions;
  readonly #listeners: ReadonlyMap<string, DeadlineListener>;
  readonly #worker: Worker;

  constructor(options: DeadlineWorkerOptions) {
    this.#options = options;
    this.#listeners = new Map(options.listeners.map((listener) => [listener.category, listener]));
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
  }

  start(): void {
    if (this.#listeners.size > 0) this.#worker.start();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  async #round(): Promise<boolean> {
    const { unitOfWork, newId, leaseMs } = this.#options;
    const token = newId();
    const categories = [...this.#listeners.keys()];
    const claimed = await unitOfWork.store.claimDeadlines({ categories, limit: BATCH, leaseMs, token });
    // Together, so that their units may join. One that fails is reported, and heard again after its lease.
    await Promise.all(claimed.map((deadline) => this.#tell(deadline, token).catch(this.#options.onError)));
    return claimed.length === BATCH;
  }

  async #tell({ processId, status, cause }: ClaimedDeadline, token: string): Promise<void> {
    const { unitOfWork, newId } = this.#options;
    const split = processId.indexOf('-');
    const listener = this.#listeners.get(processId.slice(0, split));
    if (listener === undefined) return;
    const key = processId.slice(split + 1);
    await unitOfWork.execute({
      cause: { ...cause, messageId: newId(), actor: 'deadline' },
      lease: { kind: 'deadline', id: processId, token },
      reads: listener.reads(key),
      handle: (unit) => {
        listener.handle(key, { type: 'DeadlinePassed', status }, unit);
      },
    });
  }
}
