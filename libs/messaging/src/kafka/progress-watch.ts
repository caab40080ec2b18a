import { Progress } from './progress.ts';

/** Where each partition of the topics ends now, as the broker says: `topic/partition` to the next offset to be written. */
export type Ends = () => Promise<readonly (readonly [lane: string, end: bigint])[]>;

export interface ProgressWatchOptions {
  readonly ends: Ends;
  /** How long records may wait without a sign of anything becoming of them. */
  readonly patienceMs: number;
  readonly now: () => number;
}

/** Looks so often during the patience, and at least every ten seconds. */
const LOOKS = 4;
const LOOK_MS = 10_000;

export const laneIn = (topic: string, partition: number): string => `${topic}/${String(partition)}`;

/** Asks the broker for the ends of a consumer's partitions from time to time, to hold them against its {@link Progress}. */
export class ProgressWatch {
  readonly #options: ProgressWatchOptions;
  readonly #progress: Progress;
  #timer: NodeJS.Timeout | undefined;
  #waiting = 0;
  #asking = false;

  constructor(options: ProgressWatchOptions) {
    this.#options = options;
    this.#progress = new Progress(options.patienceMs);
  }

  start(): void {
    const everyMs = Math.min(LOOK_MS, this.#options.patienceMs / LOOKS);
    this.#timer ??= setInterval(() => void this.#look(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  assigned(assignment: Readonly<Record<string, readonly number[]>>): void {
    const lanes = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => laneIn(topic, partition)),
    );
    this.#progress.assigned(lanes);
  }

  /** Handles records, and takes any outcome of that for a sign. */
  async watched<Result>(
    records: readonly { readonly topic: string; readonly partition: number }[],
    handling: Promise<Result>,
  ): Promise<Result> {
    try {
      return await handling;
    } finally {
      for (const { topic, partition } of records) this.#progress.sign(laneIn(topic, partition));
    }
  }

  /** Waits for infrastructure, which nobody may be blamed for however long it takes. */
  async excused(waiting: Promise<void>): Promise<void> {
    this.#waiting += 1;
    try {
      await waiting;
    } finally {
      this.#waiting -= 1;
      this.#progress.unknown();
    }
  }

  /** The partitions whose records wait though nothing hinders; a restart may help. */
  stuck(): readonly string[] {
    return this.#waiting > 0 ? [] : this.#progress.stuck(this.#options.now());
  }

  async #look(): Promise<void> {
    // The ends of one look that takes long must not be taken for those of a later one.
    if (this.#asking) {
      this.#progress.unknown();
      return;
    }
    this.#asking = true;
    try {
      const ends = await this.#options.ends();
      for (const [lane, end] of ends) this.#progress.ends(lane, end, this.#options.now());
    } catch {
      // The consumer itself tells of a broker that is away.
      this.#progress.unknown();
    } finally {
      this.#asking = false;
    }
  }
}
