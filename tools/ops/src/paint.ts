/** Marks words where colors are wanted, and leaves them alone elsewhere. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly alarm: (text: string) => string;
}

export const plain: Paint = { dim: (text) => text, alarm: (text) => text };

const colored: Paint = {
  dim: (text) => `\u001B[2m${text}\u001B[22m`,
  alarm: (text) => `\u001B[31m${text}\u001B[39m`,
};

/** Colors on a terminal only, and never where NO_COLOR is set to anything (no-color.org). */
export const paintFor = (output: { readonly isTTY?: boolean }, noColor: string | undefined): Paint =>
  output.isTTY === true && (noColor ?? '') === '' ? colored : plain;
