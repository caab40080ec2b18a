import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleFiles, writeGenerated } from './files.ts';

const files = new Map([
  ['generated/order.ts', 'export interface OrderPlaced {}\n'],
  ['index.ts', 'export {};\n'],
]);

describe('generated files', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-codegen-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are current once written', () => {
    expect(writeGenerated(folder, files)).toEqual(['generated/order.ts', 'index.ts']);
    expect(staleFiles(folder, files)).toEqual([]);
  });

  it('are not written again when they are current', () => {
    writeGenerated(folder, files);
    const before = statSync(join(folder, 'index.ts'), { bigint: true }).mtimeNs;

    expect(writeGenerated(folder, files)).toEqual([]);
    expect(statSync(join(folder, 'index.ts'), { bigint: true }).mtimeNs).toBe(before);
  });

  it('are each named in a sentence when they are missing, changed or left over', () => {
    writeGenerated(folder, files);
    rmSync(join(folder, 'generated/order.ts'));
    writeFileSync(join(folder, 'index.ts'), 'export const byHand = 1;\n');
    writeFileSync(join(folder, 'generated/gone.ts'), 'export {};\n');

    expect(staleFiles(folder, files)).toEqual([
      'generated/order.ts is missing.',
      'index.ts does not match the schemas.',
      'generated/gone.ts belongs to no schema; delete it.',
    ]);
  });
});
