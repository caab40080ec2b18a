import type { ChunkHandler, KafkaRecord, Verdict } from './record.ts';

interface Waiting {
  readonly records: readonly KafkaRecord[];
  readonly resolve: (verdicts: readonly Verdict[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface GathererOptions {
  readonly handle: ChunkHandler;
  /** Records in a chunk, unless a single piece holds more. */
  readonly limit: number;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number;
  readonly rest: (ms: number) => Promise<unknown>;
}

/** What follows a chunk may come this much later for each record in it but one; at 125 records a second and above. */
const REST_PER_RECORD_MS = 8;
const REST_AT_MOST_MS = 25;

/**
 * Joins what has arrived on all partitions of a consumer into one chunk, so that one transaction carries it.
 *
 * While a chunk is being handled, more gathers behind it: batches grow by themselves under load. After a chunk of
 * several the next one begins a little later, so that a consumer which keeps up still spares the machine the price of
 * small transactions; after a lone record nothing waits.
 */
export class Gatherer {
  readonly #options: GathererOptions;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /** Answers each record of a piece, in order. Fails when the chunk it traveled in failed as a whole. */
  submit(records: readonly KafkaRecord[]): Promise<readonly Verdict[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      if (!this.#busy) {
        this.#busy = true;
        // Pieces of other partitions that arrived in the same turn of the event loop come along.
        setImmediate(() => void this.#drain());
      }
    });
  }

  async #drain(): Promise<void> {
    const { monotonicMs, rest } = this.#options;
    for (let pieces = this.#take(); pieces.length > 0; pieces = this.#take()) {
      const nextAt = monotonicMs() + restAfter(pieces);
      await this.#run(pieces);
      const early = nextAt - monotonicMs();
      if (early >= 1) await rest(early);
    }
    this.#busy = false;
  }

  async #run(pieces: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#options.handle(pieces.flatMap(({ records }) => records));
      let from = 0;
      for (const { records, resolve } of pieces) {
        resolve(verdicts.slice(from, from + records.length));
        from += records.length;
      }
    } catch (error) {
      for (const { reject } of pieces) reject(error);
    }
  }

  #take(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let size = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (taken.length > 0 && size + next.records.length > this.#options.limit) break;
      taken.push(next);
      size += next.records.length;
      this.#waiting.shift();
    }
    return taken;
  }
}

/** From the beginning of a chunk to that of the next. */
const restAfter = (pieces: readonly Waiting[]): number => {
  const size = pieces.reduce((sum, { records }) => sum + records.length, 0);
  return Math.min(REST_AT_MOST_MS, (size - 1) * REST_PER_RECORD_MS);
};
