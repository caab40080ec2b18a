import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committedIn, releaseRequestOf } from './release-request.ts';
import { ReleaseRefused } from './release.ts';

describe('a request for a release', () => {
  it('has its words for a reason, and the option wherever it stands', () => {
    expect(releaseRequestOf(['Mails say how many.'])).toEqual({ again: false, why: 'Mails say how many.' });
    expect(releaseRequestOf(['Mails', 'say --again.', '--again'])).toEqual({ again: true, why: 'Mails say --again.' });
  });

  it.each(['--again!', '--dry-run', '-a'])('is refused with %s, which would become part of the reason', (option) => {
    expect(() => releaseRequestOf([option, 'Why.'])).toThrow(ReleaseRefused);
    expect(() => releaseRequestOf([option, 'Why.'])).toThrow(`"${option}" is no option`);
  });
});

describe('what is committed', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-gate-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=spec', '-c', 'user.email=spec@example.org', ...args], { cwd: folder });

  it('is told by git, of every branch', () => {
    git('init', '--quiet', '--initial-branch', 'main');
    for (const file of ['old', 'new']) writeFileSync(join(folder, file), file);
    git('add', 'old');
    git('commit', '--quiet', '--message', 'old');
    git('checkout', '--quiet', '--orphan', 'other');
    git('rm', '--quiet', '--cached', '-r', '.');

    expect(['old', 'new'].map(committedIn(folder))).toEqual([true, false]);
  });

  it('is refused in one sentence where there is no history', () => {
    expect(() => committedIn(folder)('released/v1')).toThrow(ReleaseRefused);
    expect(() => committedIn(folder)('released/v1')).toThrow(
      /^Only git can tell whether released\/v1 is committed, and it does not \([^\n]+\); run this where it does, or leave --again out\.$/u,
    );
  });
});
