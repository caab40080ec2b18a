/** How many repeats each first call earns. */
const SHARE = 0.2;
/** Repeats that are always affordable, so that a quiet shop still heals at once. */
const PER_SECOND = 10;
/** What may be saved up, in repeats: ten seconds of the above. */
const SAVED_AT_MOST = 100;

/**
 * Keeps repeats a bounded share of all calls: a provider that is in trouble gets at most a fifth more calls than customers
 * ask for, and ten a second, instead of many times as many. `now` is in milliseconds. After Finagle's RetryBudget.
 */
export class RetryBudget {
  readonly #now: () => number;
  #saved = SAVED_AT_MOST;
  #since: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** A call is made for the first time. */
  earn(): void {
    this.#save(SHARE);
  }

  /** Whether a call may be repeated now; each yes is paid for. */
  spend(): boolean {
    const now = this.#now();
    this.#save(((now - this.#since) / 1_000) * PER_SECOND);
    this.#since = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }

  #save(repeats: number): void {
    this.#saved = Math.min(SAVED_AT_MOST, this.#saved + repeats);
  }
}
