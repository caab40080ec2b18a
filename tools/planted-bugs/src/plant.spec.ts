import { describe, expect, it } from 'vitest';
import type { Bug } from './bug.ts';
import { BugMisplaced, planted } from './plant.ts';

const bug: Bug = {
  name: 'off-by-one',
  breaks: 'One piece too many.',
  file: 'src/shelf.ts',
  from: 'a < b',
  to: 'a <= b',
  check: { kind: 'unit', spec: 'src/shelf.spec.ts' },
};

describe('A bug', () => {
  it('takes the place of its text, and leaves the rest as it is', () => {
    expect(planted('if (a < b) return;\n', bug)).toBe('if (a <= b) return;\n');
  });

  it('is planted literally, dollar signs included', () => {
    expect(planted('a < b', { ...bug, to: '$&$1' })).toBe('$&$1');
  });

  it('is refused, with its file, when its text is gone or stands there twice', () => {
    expect(() => planted('if (b > a) return;', bug)).toThrow(BugMisplaced);
    expect(() => planted('a < b || a < b', bug)).toThrow(/stands 2 times in src\/shelf\.ts/u);
  });
});
