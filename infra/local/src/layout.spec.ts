import { describe, expect, it } from 'vitest';
import { layoutOf, ownEntries } from './layout.ts';

describe('what is forgotten', () => {
  it('is inside the data folder, never the folder itself', () => {
    for (const entry of ownEntries(layoutOf('/data'))) expect(entry).toMatch(/^\/data\/[a-z.-]+$/);
  });

  it('is everything but the lock that protects the forgetting', () => {
    expect(ownEntries(layoutOf('/data'))).not.toContain('/data/launcher.lock');
    expect(ownEntries(layoutOf('/data'))).toContain('/data/postgres.password');
  });

  it('includes what the shop keeps beside the parts', () => {
    expect(ownEntries(layoutOf('/data'))).toEqual(expect.arrayContaining(['/data/secrets', '/data/psp-ledger.jsonl']));
  });
});
