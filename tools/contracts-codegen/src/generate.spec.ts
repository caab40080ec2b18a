import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { staleFiles } from './files.ts';
import { generate } from './generate.ts';
import { readHandWritten } from './hand-written.ts';
import { readContracts } from './read-contracts.ts';

const golden = fileURLToPath(new URL('../golden', import.meta.url));
const contracts = fileURLToPath(new URL('../../../contracts', import.meta.url));

const handWritten = [
  { file: 'routes-of-trucks.ts', values: ['shortestWay'], types: ['Way', 'Junction'] },
  { file: 'units.ts', values: [], types: ['Ton'] },
];
const generated = () => generate(readContracts(`${golden}/avro`), handWritten);

const expected = (path: string): string => readFileSync(`${golden}/expected/${path}.txt`, 'utf8');

describe('the generator', () => {
  it('makes the expected text of every file for every type of the subset', async () => {
    const files = await generated();

    expect([...files.keys()]).toEqual([
      'generated/depot.ts',
      'generated/truck-stop.ts',
      'generated/yard.ts',
      'generated/messages.ts',
      'generated/depot.schemas.ts',
      'generated/truck-stop.schemas.ts',
      'generated/yard.schemas.ts',
      'generated/schemas.ts',
      'index.ts',
    ]);
    for (const [path, text] of files) expect(text, path).toBe(expected(path));
  });

  it('makes the type of a draft, and keeps it from being said and heard', async () => {
    const files = await generated();

    expect([...files].filter(([, text]) => text.includes('TruckWashed')).map(([path]) => path)).toEqual([
      'generated/yard.ts',
      'index.ts',
    ]);
  });

  it('makes the same text twice', async () => {
    const [once, again] = await Promise.all([generated(), generated()]);

    expect([...once]).toEqual([...again]);
  });

  it('has made the committed types from the committed schemas', async () => {
    const files = await generate(readContracts(`${contracts}/avro`), readHandWritten(`${contracts}/src`));

    expect(staleFiles(`${contracts}/src`, files)).toEqual([]);
  });
});
