import { describe, expect, it } from 'vitest';
import type { Bug } from './bug.ts';
import { pageOf, summaryOf } from './page.ts';

const bug: Bug = {
  name: 'off-by-one',
  breaks: 'One piece | too many.',
  file: 'src/shelf.ts',
  from: 'a < b',
  to: 'a <= b',
  check: { kind: 'law', spec: 'src/shelf.spec.ts' },
};
const caught = {
  bug,
  verdict: { kind: 'caught', test: 'The shelf never sells twice', reason: '' },
  seconds: 2,
} as const;
const unnamed = { ...caught, verdict: { kind: 'unnamed', test: 'The shelf', reason: 'expected 1 to be 0' } } as const;
const escaped = { ...caught, verdict: { kind: 'escaped' } } as const;

describe('The page', () => {
  it('says of each bug what it breaks, where it was planted, and which test of which check caught it', () => {
    expect(pageOf([caught])).toContain(
      '| off-by-one | One piece \\| too many. | `src/shelf.ts` | law: `src/shelf.spec.ts`: “The shelf never sells twice” |',
    );
  });
});

describe('The summary', () => {
  it('counts by the kind of check, and names what was not caught', () => {
    expect(summaryOf([caught, escaped, unnamed], 61.2)).toEqual([
      '',
      'law            1 of 3 caught',
      'all            1 of 3 caught, in 61 s',
      'off-by-one was not caught: src/shelf.spec.ts passes all the same. Write the test that fails.',
      'off-by-one was not caught: src/shelf.spec.ts fails without saying what broke: expected 1 to be 0',
    ]);
  });
});
