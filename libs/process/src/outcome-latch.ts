/**
 * Lets the outcomes of calls that were begun together be written down together: each waits until all of them have ended, or
 * until the first that waits has done so for `patienceMs`. Those that come later wait for each other in the same way.
 * A call by itself never waits. `CountDownLatch` of java.util.concurrent, with a limit of time.
 */
export class OutcomeLatch {
  readonly #patienceMs: number;
  #calling: number;
  #waiting = Promise.withResolvers<undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(calls: number, patienceMs: number) {
    this.#calling = calls;
    this.#patienceMs = patienceMs;
  }

  /** A call has its answer, and waits for those of the others. Those that have waited go on one right after the other. */
  answered(): Promise<undefined> {
    const { promise } = this.#waiting;
    this.#timer ??= setTimeout(() => {
      this.#open();
    }, this.#patienceMs);
    this.#ended();
    return promise;
  }

  /** A call has none, so nobody need wait for it. */
  failed(): void {
    this.#ended();
  }

  #ended(): void {
    this.#calling -= 1;
    if (this.#calling <= 0) this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.resolve(undefined);
    this.#waiting = Promise.withResolvers<undefined>();
  }
}
