import { describe, expect, it } from 'vitest';
import { Screen } from './screen.ts';
import { stories } from './stories.ts';
import { colored, differenceLines, plain, summary, tableHead, tableRow } from './table.ts';
import type { Outcome } from './tell.ts';

const [story] = stories as [(typeof stories)[0]];
const right: Outcome = { story, orderId: 'o-1', durationMs: 1_234, differences: [], timeline: [] };
const wrong: Outcome = {
  ...right,
  differences: [{ what: 'payment: status', expected: 'Captured', found: 'Requested', where: 'http://p/payments/o-1' }],
};

describe('the table of the demo', () => {
  it('has one row for each story, aligned under its head', () => {
    const row = tableRow(story, 1_234, [], plain);
    expect(row).toMatch(/^ {2}all-well +everything goes as it should +Confirmed +50\.00 EUR kept +1\.2 s {2}right$/u);
    expect(tableHead().indexOf('end')).toBe(row.indexOf('Confirmed'));
    for (const one of stories) expect(tableRow(one, 1, [], plain), one.name).toMatch(/^(?: {2}\S.*){5,}$/u);
  });

  it('says of a wrong end what was expected, what was found and where to look', () => {
    expect(tableRow(story, 1_234, wrong.differences, plain)).toMatch(/WRONG in payment$/u);
    expect(differenceLines(wrong)).toEqual([
      '  all-well ended wrong, order o-1',
      '    payment: status',
      '      expected  Captured',
      '      found     Requested',
      '      look at   http://p/payments/o-1',
    ]);
    expect(summary([right, wrong], 26_000, plain)).toBe('  2 stories in 26.0 s: 1 ended wrong');
    expect(summary([right], 2_000, plain)).toBe('  1 story in 2.0 s: ended right');
  });

  it('is colored only where that is wanted', () => {
    expect(tableRow(story, 1, [], plain)).not.toContain('\u001B');
    expect(tableRow(story, 1, [], colored)).toMatch(/ {2}\u001B\[32m(?:right)\u001B\[39m$/u);
  });
});

describe('the line at the bottom of the screen', () => {
  const erased = '\r\u001B[K';
  const written = (isTTY: boolean): string => {
    let text = '';
    const screen = new Screen({ isTTY, write: (part: string) => (text += part) });
    screen.status('waiting');
    screen.line('one story ended');
    screen.status('');
    return text;
  };

  it('changes in place on a terminal, and lines stay above it', () => {
    expect(written(true)).toBe(`waiting${erased}one story ended\nwaiting${erased}`);
  });

  it('is not shown elsewhere', () => {
    expect(written(false)).toBe('one story ended\n');
  });
});
