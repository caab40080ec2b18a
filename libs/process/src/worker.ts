/** What a worker does: one round, telling whether there may be more at once. */
export interface WorkerOptions {
  /** Takes what is due; true when another round may find more. */
  readonly round: () => Promise<boolean>;
  /** How long to sleep when nothing is due; a wake-up ends the sleep. */
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Repeats rounds until it is stopped, asleep between them.
 *
 * A commit in the same process wakes it; polling only picks up what a dead process left. A round that fails is reported
 * and tried again after the poll interval.
 */
export class Worker {
  readonly #options: WorkerOptions;
  #running: Promise<void> | undefined;
  #stopping = false;
  #awake = false;
  #wakeSleeper: (() => void) | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#awake = true;
    this.#wakeSleeper?.();
  }

  /** Wakes it when something falls due, though the next poll be further away. Does not keep the process alive. */
  wakeIn(delayMs: number): void {
    setTimeout(() => {
      this.wake();
    }, delayMs).unref();
  }

  /** True once it was told to stop: a long round should end early. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Lets the round in hand finish. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#awake = false;
      const more = await this.#options.round().catch((error: unknown) => {
        this.#options.onError(error);
        return false;
      });
      if (!more) await this.#sleep();
    }
  }

  async #sleep(): Promise<void> {
    if (this.#awake) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.pollMs);
      this.#wakeSleeper = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeSleeper = undefined;
  }
}
