/** What happens while the stack starts and stops, for whoever shows it. */
export type Progress =
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'download';
      readonly part: string;
      readonly bytes: number;
      readonly expectedBytes: number;
      readonly done: boolean;
    }
  | { readonly type: 'ready'; readonly part: string; readonly seconds: number; readonly where: string }
  | { readonly type: 'stopped'; readonly part: string; readonly seconds: number }
  | { readonly type: 'exited'; readonly part: string; readonly how: string; readonly lastLines: readonly string[] };

export type Reporter = (progress: Progress) => void;

/** Says which processes of a killed launcher were found and ended. */
export const leftoversNote = (names: readonly string[]): Progress => ({
  type: 'note',
  text: `ended what an earlier start had left running: ${names.join(', ')}`,
});

/** One line for each thing, aligned, without color: readable in a terminal and in the log of a build alike. */
export function progressLine(progress: Progress): string {
  switch (progress.type) {
    case 'note':
      return `  ${progress.text}`;
    case 'download':
      return `  ${column('download')}${megabytes(progress.bytes)} of about ${megabytes(progress.expectedBytes)}   ${progress.part}`;
    case 'ready':
      return `  ${column(progress.part)}ready after ${seconds(progress.seconds)}   ${progress.where}`;
    case 'stopped':
      return `  ${column(progress.part)}stopped in ${seconds(progress.seconds)}`;
    case 'exited':
      return [
        `  ${column(progress.part)}ended by itself, ${progress.how}`,
        ...progress.lastLines.map((line) => `      ${line}`),
      ].join('\n');
  }
}

const column = (text: string): string => `${text.padEnd(14)} `;

const seconds = (value: number): string => `${value.toFixed(1).padStart(4)} s`;

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0).padStart(3)} MB`;

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * Prints progress. On a terminal the size of a download changes in place; elsewhere it is a line now and then, so that the
 * log of a build stays short.
 */
export function terminalReporter(output: ProgressOutput, now: () => number = () => performance.now()): Reporter {
  let inPlace = false;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const line = progressLine(progress);
    if (progress.type === 'download' && output.isTTY === true) {
      output.write(`\r${line}\u001B[K${progress.done ? '\n' : ''}`);
      inPlace = !progress.done;
      return;
    }
    if (progress.type === 'download' && !progress.done && now() - lastLineAt < 5000) return;
    if (progress.type === 'download') lastLineAt = now();
    output.write(`${inPlace ? '\n' : ''}${line}\n`);
    inPlace = false;
  };
}
