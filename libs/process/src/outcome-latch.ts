/**
 * Lets the outcomes of calls that were begun together be written down together: each waits until every one of them has
 * ended, or until the first has waited for so many milliseconds. Whoever comes later waits for nobody, nor does a call by
 * itself. `CountDownLatch` of java.util.concurrent, with a limit of time.
 */
export class OutcomeLatch {
  readonly #opened = Promise.withResolvers<undefined>();
  readonly #patienceMs: number;
  #calling: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(calls: number, patienceMs: number) {
    this.#calling = calls;
    this.#patienceMs = patienceMs;
  }

  /** A call has its answer, and waits for those of the others. Those that have waited go on one right after the other. */
  answered(): Promise<undefined> {
    this.failed();
    if (this.#calling > 0)
      this.#timer ??= setTimeout(() => {
        this.#opened.resolve(undefined);
      }, this.#patienceMs);
    return this.#opened.promise;
  }

  /** A call has none, so nobody need wait for it. */
  failed(): void {
    this.#calling -= 1;
    if (this.#calling > 0) return;
    clearTimeout(this.#timer);
    this.#opened.resolve(undefined);
  }
}
