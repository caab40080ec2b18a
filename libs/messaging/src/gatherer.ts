import type { ChunkHandler, KafkaRecord, Verdict } from './record.ts';

interface Waiting {
  readonly records: readonly KafkaRecord[];
  readonly resolve: (verdicts: readonly Verdict[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins what has arrived on all partitions of a consumer into one chunk, so that one transaction carries it.
 *
 * While a chunk is being handled, more gathers behind it: batches grow by themselves under load, and a lone record
 * never waits for company.
 */
export class Gatherer {
  readonly #handle: ChunkHandler;
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(handle: ChunkHandler, limit: number) {
    this.#handle = handle;
    this.#limit = limit;
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
    for (let pieces = this.#take(); pieces.length > 0; pieces = this.#take()) await this.#run(pieces);
    this.#busy = false;
  }

  async #run(pieces: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#handle(pieces.flatMap(({ records }) => records));
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
      if (taken.length > 0 && size + next.records.length > this.#limit) break;
      taken.push(next);
      size += next.records.length;
      this.#waiting.shift();
    }
    return taken;
  }
}
