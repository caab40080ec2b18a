import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHandWritten } from './hand-written.ts';
import { RefusedContract } from './refused-contract.ts';

describe('what is written by hand beside the generated modules', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-codegen-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
  };

  it('is found by its files, and each export by its name', () => {
    write('units.ts', 'export type Ton = number;\n');
    write(
      'crane.ts',
      [
        'const hidden = 1;',
        'export const arm = hidden, hook = 2;',
        'export function lift(): void {}',
        'export class Crane {}',
        'export interface Load { readonly tons: number }',
      ].join('\n'),
    );

    expect(readHandWritten(folder)).toEqual([
      { file: 'crane.ts', values: ['arm', 'hook', 'lift', 'Crane'], types: ['Load'] },
      { file: 'units.ts', values: [], types: ['Ton'] },
    ]);
  });

  it('is named once where several declarations have one name', () => {
    write(
      'crane.ts',
      [
        'export function lift(tons: number): void;',
        'export function lift(load: string): void;',
        'export function lift(): void {}',
        'export interface Load { tons: number }',
        'export interface Load { name: string }',
        "export const side = 'LEFT';",
        'export type side = typeof side;',
      ].join('\n'),
    );

    expect(readHandWritten(folder)).toEqual([{ file: 'crane.ts', values: ['lift', 'side'], types: ['Load'] }]);
  });

  it('is neither the index nor a spec', () => {
    for (const file of ['index.ts', 'units.spec.ts', 'notes.md']) write(file, 'export const x = 1;\n');

    expect(readHandWritten(folder)).toEqual([]);
  });

  it.each([
    "export * from './ton.ts';",
    'export default 1;',
    'export default function lift(): void {}',
    'export default class Crane {}',
    'export default interface Load {}',
    'export const { a } = { a: 1 };',
    'export enum Side { A }',
  ])('is refused, with its line, where the index cannot name it: %s', (text) => {
    write('units.ts', `export type Ton = number;\n\n${text}\n`);

    expect(() => readHandWritten(folder)).toThrow(RefusedContract);
    expect(() => readHandWritten(folder)).toThrow(/^units\.ts:3: The index cannot name what is exported here: /u);
  });
});
