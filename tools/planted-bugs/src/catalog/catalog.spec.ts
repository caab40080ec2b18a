import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planted } from '../plant.ts';
import { root } from '../sandbox.ts';
import { catalog } from './index.ts';

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('The catalog of planted bugs', () => {
  it('has at least the 25 that were promised, each under a name of its own', () => {
    expect(new Set(catalog.map(({ name }) => name)).size).toBe(catalog.length);
    expect(catalog.length).toBeGreaterThanOrEqual(25);
  });

  it('has at least the 30 breaches of contracts that were promised: of schemas, of pacts, and of what is described over HTTP', () => {
    expect(catalog.filter(({ check }) => check.kind === 'contract').length).toBeGreaterThanOrEqual(30);
  });

  it.each(catalog)('can plant $name in the sources as they stand', (bug) => {
    const sound = textOf(bug.file);
    expect(planted(sound, bug)).not.toBe(sound);
    expect(existsSync(join(root, bug.check.spec))).toBe(true);
  });

  it('is the one that docs/planted-bugs.md tells of: run npm run planted-bugs after a change', () => {
    const rows = [...textOf('docs/planted-bugs.md').matchAll(/^\| ([a-z0-9-]+) +\| (.+?) +\| `/gmu)];
    expect(rows.map(([, name, breaks]) => `${String(name)}: ${String(breaks)}`)).toEqual(
      catalog.map(({ name, breaks }) => `${name}: ${breaks}`),
    );
  });
});
