import { describe, expect, it } from 'vitest';
import type { Bug } from './bug.ts';
import { OptionRefused, optionsOf } from './options.ts';

const bugOf = (name: string): Bug => ({
  name,
  breaks: 'One piece too many.',
  file: 'src/shelf.ts',
  from: 'a < b',
  to: 'a <= b',
  check: { kind: 'unit', spec: 'src/shelf.spec.ts' },
});
const catalog = [bugOf('one'), bugOf('two'), bugOf('three')];

describe('The command line', () => {
  it('plants the whole catalog when nothing is named', () => {
    expect(optionsOf([], catalog)).toEqual({ bugs: catalog, whole: true, list: false, help: false });
  });

  it('plants those that are named, in the order of the catalog, and writes no page', () => {
    const { bugs, whole } = optionsOf(['--only', 'three', '--only', 'one'], catalog);
    expect(bugs.map(({ name }) => name)).toEqual(['one', 'three']);
    expect(whole).toBe(false);
  });

  it('is refused when it names a bug or an option that there is not', () => {
    expect(() => optionsOf(['--only', 'four'], catalog)).toThrow(/no planted bug four/u);
    expect(() => optionsOf(['--just', 'one'], catalog)).toThrow(OptionRefused);
  });
});
