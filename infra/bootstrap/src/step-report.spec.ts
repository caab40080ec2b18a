import { describe, expect, it } from 'vitest';
import { counted, linesOf } from './step-report.ts';

describe('the report of a step', () => {
  it('is one line, and one for each warning', () => {
    expect(linesOf({ step: 'topics', summary: '2 topics', changes: [], warnings: ['look here.'], ms: 1234 })).toEqual([
      'topics      2 topics · 1.2 s',
      'warning     look here.',
    ]);
  });

  it('counts what there is and, of that, what changed', () => {
    expect(counted(12, 'topic', { created: 12, altered: 0 })).toBe('12 topics (12 created)');
    expect(counted(1, 'topic')).toBe('1 topic');
  });
});
