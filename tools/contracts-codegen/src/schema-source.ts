import { RefusedContract } from './refused-contract.ts';

/** One schema file: its text, to find lines in, and the names that it and the files before it have declared. */
export class SchemaSource {
  readonly file: string;
  readonly text: string;
  readonly #declaredIn: Map<string, string>;

  constructor(file: string, text: string, declaredIn: Map<string, string>) {
    this.file = file;
    this.text = text;
    this.#declaredIn = declaredIn;
  }

  /** Names are unique over all contracts, because the generated types of all owners meet in one module. */
  declare(name: string): void {
    const elsewhere = this.#declaredIn.get(name);
    if (elsewhere !== undefined) this.refuse(`The name ${name} is used twice; ${elsewhere} has it already.`, name);
    this.#declaredIn.set(name, this.file);
  }

  declaresHere(name: string): boolean {
    return this.#declaredIn.get(name) === this.file;
  }

  /** At the last declaration of `name`, at a line, or at the beginning where neither is known. */
  refuse(sentence: string, at: string | number = 1): never {
    throw new RefusedContract(this.file, typeof at === 'number' ? at : this.#lineOf(at), sentence);
  }

  #lineOf(name: string): number {
    const escaped = name.replaceAll(/[^\w]/g, String.raw`\$&`);
    const declarations = [...this.text.matchAll(new RegExp(String.raw`"name"\s*:\s*"${escaped}"`, 'g'))];
    return this.text.slice(0, declarations.at(-1)?.index ?? 0).split('\n').length;
  }
}
