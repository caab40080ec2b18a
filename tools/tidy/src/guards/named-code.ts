import { posix } from 'node:path';
import type { Finding, TextFile } from './finding.ts';

/** The text of a file, told from the root of the repository; undefined where there is none. */
export type Reading = (path: string) => string | undefined;

const namedInFile = /`([A-Za-z_$][\w$]*)(?:\(\))?`\s+in\s+(?:`([^`\n]+\.ts)`|\[[^\]]*\]\(([^)\s#]+\.ts)\))/g;

/**
 * A name that a page places in a source file stands in that file.
 *
 * Such a place is told as a name in backticks, the word "in", and the file as a path or a link. Files that do not exist
 * are left to the guard of named paths.
 */
export const misplacedCodeIn = (page: TextFile, read: Reading): readonly Finding[] =>
  [...page.text.matchAll(namedInFile)].flatMap(([, name = '', fromRoot, fromPage]) => {
    const path = fromRoot ?? posix.join(posix.dirname(page.path), fromPage ?? '');
    const source = read(path);
    if (source === undefined || new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`).test(source)) return [];
    return [{ path: page.path, problem: `places ${name} in ${path}, which does not name it` }];
  });
