/** The store did not answer, or asked to try again: nothing is known to be wrong with the effects. Back off and repeat. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE.UNAVAILABLE';
  /** The database itself has said that it gave the transaction up, for something in it: a lock, a deadlock, a rival. */
  readonly rolledBack: boolean;

  constructor(cause: unknown, { rolledBack = false } = {}) {
    super(`The database did not complete the transaction (${describe(cause)}); run the same unit again.`, { cause });
    this.name = 'StoreUnavailable';
    this.rolledBack = rolledBack;
  }
}

/** The database refuses these effects and will refuse them again: run the messages one by one to find the culprit. */
export class EffectsRefused extends Error {
  readonly code = 'STORE.EFFECTS_REFUSED';

  constructor(cause: unknown) {
    super(`The database refused the transaction (${describe(cause)}); its effects break a rule of the tables.`, {
      cause,
    });
    this.name = 'EffectsRefused';
  }
}

/** A handler touched something its `reads` did not declare, so it was not locked. Declare it. */
export class UndeclaredRead extends Error {
  readonly code = 'UNIT.UNDECLARED_READ';
  readonly what: string;

  constructor(what: string) {
    super(`The handler used ${what}, which its reads did not declare; add it there so that it is locked.`);
    this.name = 'UndeclaredRead';
    this.what = what;
  }
}

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
