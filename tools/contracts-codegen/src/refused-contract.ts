/** A schema file breaks a rule of the published language. Correct the file at the place that the sentence names. */
export class RefusedContract extends Error {
  readonly code = 'CONTRACTS.REFUSED';
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
