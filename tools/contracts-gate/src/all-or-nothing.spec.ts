import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allOrNothing } from './all-or-nothing.ts';

describe('work that is done whole or not at all', () => {
  let folder = '';
  const at = (path: string): string => join(folder, path);
  const found = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.name}: ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
      .toSorted();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-gate-'));
    mkdirSync(at('v1'));
    writeFileSync(at('v1/kept'), 'as it was');
    writeFileSync(at('log'), 'v1');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const halfOfIt = (): void => {
    rmSync(at('v1'), { recursive: true });
    mkdirSync(at('v1'));
    writeFileSync(at('v1/new'), 'half made');
    writeFileSync(at('log'), 'v2');
    writeFileSync(at('sums'), 'of v2');
  };

  it('stays where it ends well', () => {
    allOrNothing(folder, ['v1', 'log', 'sums'], halfOfIt);

    expect(found()).toEqual(['log: v2', 'new: half made', 'sums: of v2']);
  });

  it('leaves everything as it was where it fails in the middle: what it took away is back, and what it wrote is gone', () => {
    const failing = (): never => {
      halfOfIt();
      throw new Error('The disk is full.');
    };

    expect(() => allOrNothing(folder, ['v1', 'log', 'sums'], failing)).toThrow('The disk is full.');
    expect(found()).toEqual(['kept: as it was', 'log: v1']);
  });
});
