/** Where the demo writes for people. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Lines that stay, and on a terminal one at the bottom that changes in place. */
export class Screen {
  readonly #output: Output;
  #status = '';

  constructor(output: Output) {
    this.#output = output;
  }

  line(text: string): void {
    this.#erase();
    this.#output.write(`${text}\n`);
    this.#draw();
  }

  /** Replaces the line at the bottom; an empty one takes it away. Shows nothing where lines cannot be taken back. */
  status(text: string): void {
    if (this.#output.isTTY !== true) return;
    this.#erase();
    this.#status = text;
    this.#draw();
  }

  #erase(): void {
    if (this.#status !== '') this.#output.write('\r\u001B[K');
  }

  #draw(): void {
    if (this.#status !== '') this.#output.write(this.#status);
  }
}
