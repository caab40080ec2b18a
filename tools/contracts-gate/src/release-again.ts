import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOrNothing } from './all-or-nothing.ts';
import type { Speaker } from './audience.ts';
import type { Release } from './release.ts';
import { CHANGELOG, release, ReleaseRefused } from './release.ts';
import { releasedVersions } from './released.ts';

/**
 * Whether the history has a file, told from the root of the contracts: then others may have it, too. Fails with
 * {@link ReleaseRefused} where nobody can tell.
 */
export type IsCommitted = (path: string) => boolean;

/**
 * Makes the last release anew, from what the schemas are now: for a message that is still being made.
 *
 * Fails with {@link ReleaseRefused}, and leaves everything as it was, when that release is committed, and when the new one
 * is refused.
 */
export const releaseAgain = (
  folder: string,
  speakers: readonly Speaker[],
  why: string,
  today: string,
  isCommitted: IsCommitted,
): Release => {
  const version = releasedVersions(folder).at(-1);
  if (version === undefined) throw new ReleaseRefused('Nothing was released yet; leave --again out.');
  const last = `released/v${version}`;
  if (isCommitted(last)) {
    throw new ReleaseRefused(
      `v${version} is committed, so others may have it; leave --again out, and it stays as it is.`,
    );
  }
  return allOrNothing(folder, [last, CHANGELOG], () => {
    rmSync(join(folder, last), { recursive: true });
    const text = readFileSync(join(folder, CHANGELOG), 'utf8');
    const own = new RegExp(String.raw`^- \*\*v${version}\*\* .*\n`, 'mu');
    writeFileSync(join(folder, CHANGELOG), text.replace(own, ''));
    return release(folder, speakers, why, today);
  });
};
