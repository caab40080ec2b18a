import type { ClaimedHeld, HeldOutcome, UnitOfWork } from '@tidemark/event-store';
import { Worker } from './worker.ts';

/** Takes up messages of one consumer that were claimed with the token. Outcomes stand in the order of the messages. */
export type Retry = (claimed: readonly ClaimedHeld[], token: string) => Promise<readonly HeldOutcome[]>;

export interface HeldWorkerOptions {
  readonly unitOfWork: UnitOfWork;
  /** By the consumer's stable name. */
  readonly consumers: ReadonlyMap<string, Retry>;
  readonly newToken: () => string;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
}

/** Lanes in one round. */
const LANES = 50;

/**
 * Takes up held messages when their next attempt is due, the first of each lane and then those behind it.
 *
 * Safe on any number of instances: the claim is a lease on the first of a lane, checked again under its lock. Where the
 * registry or the database is away nothing counts as an attempt; the lease runs out.
 */
export class HeldWorker {
  readonly #options: HeldWorkerOptions;
  readonly #worker: Worker;
  #wakesUp = false;

  constructor(options: HeldWorkerOptions) {
    this.#options = options;
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
  }

  start(): void {
    if (this.#options.consumers.size > 0) this.#worker.start();
  }

  /** Something is due then. One alarm clock is enough for a flood of them; what it misses, polling finds. */
  wakeIn(delayMs: number): void {
    if (this.#wakesUp) return;
    this.#wakesUp = true;
    setTimeout(() => {
      this.#wakesUp = false;
      this.#worker.wake();
    }, delayMs).unref();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  async #round(): Promise<boolean> {
    const { unitOfWork, consumers, newToken, leaseMs } = this.#options;
    const token = newToken();
    const claimed = await unitOfWork.store.claimHeld({
      consumers: [...consumers.keys()],
      limit: LANES,
      leaseMs,
      token,
    });
    const moved = await Promise.all(
      [...Map.groupBy(claimed, ({ consumer }) => consumer)].map(([consumer, rows]) =>
        this.#retry(consumer, rows, token),
      ),
    );
    // Where one was taken up, the next of its lane may be due.
    return moved.includes(true);
  }

  /** True when a message of this consumer waits no longer. A failure is told, and does not end the round of the others. */
  async #retry(consumer: string, rows: readonly ClaimedHeld[], token: string): Promise<boolean> {
    try {
      const outcomes = (await this.#options.consumers.get(consumer)?.(rows, token)) ?? [];
      for (const outcome of outcomes) if (outcome.kind === 'postponed') this.wakeIn(outcome.afterMs);
      return outcomes.some(({ kind }) => kind === 'handled' || kind === 'deadLettered');
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }
}
