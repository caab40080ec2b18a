/** There is no shop to tell stories in. The sentence says how to change that. */
export class CannotTell extends Error {
  readonly code = 'DEMO.CANNOT_TELL';

  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'CannotTell';
  }
}
