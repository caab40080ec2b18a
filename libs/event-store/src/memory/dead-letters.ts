import type { DeadLetterRow, Effects } from '../store.ts';

/** A dead letter, and what became of it. */
export interface DeadLetter extends DeadLetterRow {
  readonly status: 'open' | 'handled';
  readonly changedAt: number;
}

/** The dead letters of the store in memory, oldest first. */
export class DeadLetters {
  readonly #clock: () => number;
  #rows: readonly DeadLetter[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get rows(): readonly DeadLetter[] {
    return this.#rows;
  }

  write({ deadLetters, redriven }: Effects): void {
    const changedAt = this.#clock();
    const outcomes = new Map(redriven.map((outcome) => [outcome.deadLetterId, outcome]));
    const changed = (letter: DeadLetter): DeadLetter => {
      const outcome = outcomes.get(letter.id);
      if (outcome === undefined) return letter;
      const { attempts, failure } = outcome;
      return { ...letter, ...failure, attempts, status: failure ? 'open' : 'handled', changedAt };
    };
    const added = deadLetters.map((letter): DeadLetter => ({ ...letter, status: 'open', changedAt }));
    this.#rows = [...this.#rows, ...added].map(changed);
  }

  /** Deletes the first that were handled before then, and answers how many. */
  forget(before: number, limit: number): number {
    const old = this.#rows.filter(({ status, changedAt }) => status === 'handled' && changedAt < before);
    const forgotten = new Set(old.slice(0, limit));
    this.#rows = this.#rows.filter((letter) => !forgotten.has(letter));
    return forgotten.size;
  }
}
