import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from './process-identity.ts';
import { ownerIn, throwawayData } from './throwaway-data.ts';

describe('a folder for throw-away data', () => {
  let place = '';
  let parent = '';

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'tidemark-throwaway-'));
    parent = join(place, `tidemark-tests-${process.getuid?.() ?? 0}`);
  });

  afterEach(() => {
    rmSync(place, { recursive: true, force: true });
  });

  it('names the process that owns it', async () => {
    const { dataDir, forget } = await throwawayData(place);
    expect(readdirSync(parent).map(ownerIn)).toEqual([identityOf(process.pid)]);
    expect(dataDir.startsWith(parent)).toBe(true);
    await forget();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('takes the place of those whose owners are dead, and of no other', async () => {
    const living = await throwawayData(place);
    const boot = identityOf(process.pid)?.boot ?? '';
    for (const name of [`${process.pid}.1.${boot}.abc`, `${process.pid}.1.another-boot.abc`, 'somebody-else']) {
      mkdirSync(join(parent, name), { recursive: true });
      writeFileSync(join(parent, name, 'something'), '');
    }
    const { dataDir, forget } = await throwawayData(place);
    expect(
      readdirSync(parent)
        .map((name) => join(parent, name))
        .toSorted(),
    ).toEqual([living.dataDir, dataDir, join(parent, 'somebody-else')].toSorted());
    await Promise.all([living.forget(), forget()]);
  });

  it('is not made behind a link that somebody else may have laid', async () => {
    symlinkSync(tmpdir(), parent);
    await expect(throwawayData(place)).rejects.toMatchObject({ code: 'LOCAL.FOREIGN_DATA' });
  });
});
