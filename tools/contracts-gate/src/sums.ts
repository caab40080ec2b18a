import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SUMS = 'SHA256SUMS';

export const sumOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A file as it was when it was summed. */
export interface Seal {
  readonly sum: string;
  /** From the folder of the sums. */
  readonly path: string;
  /** Where the sums say it. */
  readonly line: number;
}

/** In the form of `sha256sum`, which can check it as well. */
export const readSums = (text: string): readonly Seal[] =>
  text.split('\n').flatMap((row, index) => {
    const [sum = '', path] = row.split('  ');
    return path === undefined ? [] : [{ sum, path, line: index + 1 }];
  });

/** A file that is no longer what was summed. */
export interface BrokenSeal extends Pick<Seal, 'path' | 'line'> {
  readonly kind: 'changed' | 'gone';
}

export const brokenSeals = (folder: string, seals: readonly Seal[]): readonly BrokenSeal[] =>
  seals.flatMap(({ sum, path, line }): readonly BrokenSeal[] => {
    const file = join(folder, path);
    if (!existsSync(file)) return [{ kind: 'gone', path, line }];
    return sumOf(readFileSync(file)) === sum ? [] : [{ kind: 'changed', path, line }];
  });
