import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts by their paths from the root. */
export type Files = ReadonlyMap<string, string>;

const TEMPLATES = join(import.meta.dirname, '..', 'templates');

const ENDING = '.txt';

/**
 * The files of a template, each under its own path without the ending. In paths and texts every `__word__` is replaced;
 * one that nobody gives a value for is refused, so that no file keeps one.
 */
export const filled = (template: string, values: Readonly<Record<string, string>>): Files => {
  const folder = join(TEMPLATES, template);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ENDING));
  return new Map(
    paths
      .toSorted()
      .map((path) => [
        fill(path.slice(0, -ENDING.length), values),
        fill(readFileSync(join(folder, path), 'utf8'), values),
      ]),
  );
};

export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/__([A-Za-z]+?)__/gu, (placeholder, word: string) => {
    const value = values[word];
    if (value === undefined) throw new Error(`Nobody gives ${placeholder} a value.`);
    return value;
  });
