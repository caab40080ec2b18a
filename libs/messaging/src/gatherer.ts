import type { Pace } from '@tidemark/event-store';
import { restAfter } from '@tidemark/event-store';
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
  readonly pace: Pace;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number;
  readonly rest: (ms: number) => Promise<unknown>;
}

/**
 * Joins what has arrived on all partitions of a consumer into one chunk, so that one transaction carries it.
 *
 * While a chunk is being handled, more gathers behind it: batches grow by themselves under load. Where the next is not wanted
 * at once, a chunk is answered later than it is done, unless more stands here already: whoever fetches waits for the
 * answers, so the next fetch brings all that has come meanwhile, in one chunk instead of several.
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
    for (let pieces = this.#take(); pieces.length > 0; pieces = this.#take()) await this.#run(pieces);
    this.#busy = false;
  }

  async #run(pieces: readonly Waiting[]): Promise<void> {
    const { handle, pace, monotonicMs, rest } = this.#options;
    const records = pieces.flatMap((piece) => piece.records);
    const nextAt = monotonicMs() + restAfter(records.length, pace);
    try {
      const verdicts = await handle(records);
      const early = nextAt - monotonicMs();
      if (early >= 1 && this.#waiting.length === 0) await rest(early);
      let from = 0;
      for (const piece of pieces) {
        piece.resolve(verdicts.slice(from, from + piece.records.length));
        from += piece.records.length;
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
