import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilerOf } from './compiler.ts';
import { canary, root } from './subjects.ts';

describe('the compiler', () => {
  it('refuses a change that a type forbids, each time anew, and not the next one that none forbids', () => {
    const [file] = canary.mutate;
    const source = readFileSync(join(root, file!), 'utf8');
    const compiles = compilerOf(canary.tsconfig);
    const [refused, sound] = [source.replace(`= 'post';`, `= '';`), source.replace('> 1_000', '>= 1_000')];
    expect([refused, sound, refused, refused, sound].map((text) => compiles(file!, text))).toEqual([
      ...[false, true, false, false, true],
    ]);
  });

  it('refuses what breaks another file of the project', () => {
    const file = 'tools/mutation/src/mutants.ts';
    const source = readFileSync(join(root, file), 'utf8');
    expect(compilerOf('tools/mutation/tsconfig.lib.json')(file, source.replace(`| 'timed-out'`, ''))).toBe(false);
  });

  it('says nothing of a project that does not compile as it stands', () => {
    expect(() => compilerOf('tools/mutation/no-such.json')).toThrow('no-such.json');
  });
});
