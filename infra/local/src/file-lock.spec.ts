import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryLock } from './file-lock.ts';
import { identityOf } from './process-identity.ts';

describe('a lock in a file', () => {
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-lock-'));
    path = join(folder, 'launcher.lock');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is taken once, and the second is told who has it', () => {
    tryLock(path);
    expect(tryLock(path)).toMatchObject({ heldBy: { pid: process.pid } });
  });

  it('is free again after its release and leaves no file', () => {
    const attempt = tryLock(path);
    if ('lock' in attempt) attempt.lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(tryLock(path)).toHaveProperty('lock');
  });

  it('is taken over when its holder is dead', () => {
    writeFileSync(path, JSON.stringify({ ...identityOf(process.pid), startTicks: '1' }));
    expect(tryLock(path)).toHaveProperty('lock');
    expect(tryLock(path)).toHaveProperty('heldBy');
  });

  it('is taken over when it holds no identity', () => {
    writeFileSync(path, 'half a li');
    expect(tryLock(path)).toHaveProperty('lock');
  });

  it('is not released by somebody who no longer holds it', () => {
    const attempt = tryLock(path);
    writeFileSync(path, JSON.stringify({ pid: 4711, startTicks: '1', boot: 'b' }));
    if ('lock' in attempt) attempt.lock.release();
    expect(existsSync(path)).toBe(true);
  });
});
