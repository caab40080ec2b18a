/** What was asked for cannot be made. Nothing was written; the sentence says what to ask for instead. */
export class RefusedRequest extends Error {
  readonly code = 'GENERATORS.REFUSED';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'RefusedRequest';
  }
}
