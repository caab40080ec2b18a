import type { Bug } from './bug.ts';

/** The text with the bug in it. Fails with {@link BugMisplaced} unless what it replaces stands there exactly once. */
export const planted = (text: string, bug: Bug): string => {
  const [before, after, ...more] = text.split(bug.from);
  if (before === undefined || after === undefined) throw new BugMisplaced(bug, 0);
  if (more.length > 0) throw new BugMisplaced(bug, more.length + 1);
  return before + bug.to + after;
};

/** The source has changed since the bug was written. Name in the catalog the text that stands there now. */
export class BugMisplaced extends Error {
  readonly code = 'PLANTED_BUGS.MISPLACED';
  readonly bug: string;
  readonly times: number;

  constructor({ name, file, from }: Bug, times: number) {
    super(
      `The bug ${name} cannot be planted: its text stands ${times} times in ${file}, not once. ` +
        `Write its "from" in the catalog anew. It is: ${from}`,
    );
    this.name = 'BugMisplaced';
    this.bug = name;
    this.times = times;
  }
}
