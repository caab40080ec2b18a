import { execFileSync } from 'node:child_process';
import type { IsCommitted } from './release-again.ts';
import { ReleaseRefused } from './release.ts';

const AGAIN = '--again';

/** What the command line asks for: all words but the option are the sentence. Fails with {@link ReleaseRefused}. */
export const releaseRequestOf = (args: readonly string[]): { readonly again: boolean; readonly why: string } => {
  const words = args.filter((arg) => arg !== AGAIN);
  const unknown = words.find((word) => word.startsWith('-'));
  if (unknown !== undefined) {
    throw new ReleaseRefused(`"${unknown}" is no option, and no reason begins like one; there is ${AGAIN} alone.`);
  }
  return { again: args.includes(AGAIN), why: words.join(' ') };
};

/** By the history that the folder is in: on any branch, not on this one alone. */
export const committedIn =
  (folder: string): IsCommitted =>
  (path) => {
    const command = ['rev-list', '--all', '--max-count=1', '--', path];
    try {
      return execFileSync('git', command, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) !== '';
    } catch (error) {
      const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
      throw new ReleaseRefused(
        `Only git can tell whether ${path} is committed, and it does not (${reason}); run this where it does, or leave ${AGAIN} out.`,
      );
    }
  };
