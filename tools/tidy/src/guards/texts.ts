import { linesOf } from './finding.ts';
import type { Finding, TextFile } from './finding.ts';

/** The markers are put together, so that this file names none of them. */
const marker = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);

/** Nothing is left for later in the text: what is absent has an issue, or a sentence in the README. */
export const leftoversIn = (file: TextFile): readonly Finding[] =>
  linesOf(file).flatMap((line, index) => {
    const found = marker.exec(line);
    return found === null ? [] : [{ path: `${file.path}:${index + 1}`, problem: `leftover marker ${found[0]}` }];
  });

const focus = new RegExp(`\\b(it|test|describe|suite)(\\.\\w+)*\\.(${['on' + 'ly', 'sk' + 'ip'].join('|')})\\b`);

/** No test is focused and none is skipped. ESLint says the same; this guard holds though a comment switched it off. */
export const focusedIn = (file: TextFile): readonly Finding[] =>
  linesOf(file).flatMap((line, index) => {
    const found = focus.exec(line);
    return found === null ? [] : [{ path: `${file.path}:${index + 1}`, problem: `${found[0]} hides other tests` }];
  });

/** No file is longer than its limit. */
export const tooLong = (file: TextFile, limit: number): readonly Finding[] => {
  const length = linesOf(file).length;
  return length <= limit ? [] : [{ path: file.path, problem: `has ${length} lines; the limit is ${limit}` }];
};

/** The lock names what to install and its hash, never from where: that is each machine's own configuration. */
export const addressesIn = (lock: TextFile): readonly Finding[] =>
  linesOf(lock).flatMap((line, index) =>
    /"resolved": "[a-z+]+:/.test(line) ? [{ path: `${lock.path}:${index + 1}`, problem: `records an address` }] : [],
  );

/** Each decision says what holds it in place. */
export const unenforcedDecision = (record: TextFile): readonly Finding[] =>
  /^#+ Enforced by\b|^\**Enforced by\b/m.test(record.text)
    ? []
    : [{ path: record.path, problem: 'has no "Enforced by" with a path' }];
