/**
 * A schema, or a module that is written by hand, breaks a rule of the published language. Correct the file at the place that
 * the sentence names.
 */
export class RefusedContract extends Error {
  readonly code = 'CONTRACTS.REFUSED';
  /** From the folder that was read. */
  readonly file: string;
  readonly line: number;
  readonly sentence: string;

  constructor(file: string, line: number, sentence: string) {
    super(`${file}:${String(line)}: ${sentence}`);
    this.name = 'RefusedContract';
    this.file = file;
    this.line = line;
    this.sentence = sentence;
  }
}
