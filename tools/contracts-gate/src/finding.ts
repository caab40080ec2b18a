import { LineCounter, parseDocument } from 'yaml';
import type { Path } from './schema-node.ts';

/** One thing that is wrong, said in a sentence, and where; the file from the root of the contracts. */
export interface Finding {
  readonly file: string;
  readonly line?: number;
  readonly sentence: string;
}

export const lineOfFinding = ({ file, line, sentence }: Finding): string =>
  `contracts/${file}${line === undefined ? '' : `:${line}`}: ${sentence}`;

/** The line on which something of a JSON text stands; that of the nearest thing around it, if it is not there. */
export const lineAt = (text: string, path: Path): number => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (let length = path.length; length >= 0; length -= 1) {
    const found: unknown = document.getIn(path.slice(0, length), true);
    if (typeof found !== 'object' || found === null || !('range' in found) || !Array.isArray(found.range)) continue;
    return lines.linePos(Number(found.range[0])).line;
  }
  return 1;
};
