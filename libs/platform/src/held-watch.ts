import type { HeldCount, Store } from '@tidemark/event-store';
import type { ChunkHandler } from '@tidemark/messaging';
import { Worker } from '@tidemark/process';

export interface HeldWatchOptions {
  readonly store: Pick<Store, 'countHeld'>;
  /** Held messages from which on a consumer takes in no more. */
  readonly limit: number;
  readonly pollMs: number;
  readonly onCounted: (counts: readonly HeldCount[]) => void;
  readonly onError: (error: unknown) => void;
}

/** More messages of a consumer fail than the database is to keep. Find out why; it goes on by itself. */
export class TooManyHeld extends Error {
  readonly code = 'MESSAGING.TOO_MANY_HELD';

  constructor(consumer: string, limit: number) {
    super(
      `${consumer} holds ${limit} messages or more that it could not handle, so it takes in no others until some have been ` +
        `handled or become dead letters; see its log for what they fail of.`,
    );
    this.name = 'TooManyHeld';
  }
}

/**
 * Counts what is held, and closes the door of a consumer that holds too much: its partitions wait in Kafka, which has room.
 *
 * The count is a few seconds old, so the limit may be passed by what arrives in that time.
 */
export class HeldWatch {
  readonly #options: HeldWatchOptions;
  readonly #worker: Worker;
  #full: ReadonlySet<string> = new Set();

  constructor(options: HeldWatchOptions) {
    this.#options = options;
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
  }

  start(): void {
    this.#worker.start();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
  }

  /** The same handler, which fails with {@link TooManyHeld} while the consumer holds too much: it is asked again later. */
  guard(consumer: string, handle: ChunkHandler): ChunkHandler {
    return (chunk) =>
      this.#full.has(consumer) ? Promise.reject(new TooManyHeld(consumer, this.#options.limit)) : handle(chunk);
  }

  async #round(): Promise<boolean> {
    const counts = await this.#options.store.countHeld();
    const { limit, onCounted } = this.#options;
    this.#full = new Set(counts.filter(({ messages }) => messages >= limit).map(({ consumer }) => consumer));
    onCounted(counts);
    return false;
  }
}
