import { describe, expect, it } from 'vitest';
import type { Accepted } from './accepted.ts';
import type { Located, Mutant, Outcome } from './mutants.ts';
import { changeOf, replaced, settled } from './mutants.ts';
import { report } from './report.ts';
import { judge } from './verdict.ts';

const mutant = (outcome: Outcome, becomes = 'if (true) return;'): Mutant => ({
  file: 'services/order/domain/src/a-rule.ts',
  line: 7,
  operator: 'ConditionalExpression',
  was: 'if (paid) return;',
  becomes,
  outcome,
});

const { file, was, becomes } = mutant('survived');
const accepted: Accepted = { file, was, becomes, reason: 'Whoever comes here has paid already.' };

const judged = (mutants: readonly Mutant[], entries: readonly Accepted[] = [], threshold = 85) =>
  judge([{ subject: 'order', seconds: 1, mutants }], entries, threshold);

const many = (count: number, outcome: Outcome) => Array.from({ length: count }, () => mutant(outcome));

describe('the verdict on a run', () => {
  it('scores the mutants that are not left to the types, and counts one that never comes back as seen', () => {
    const { trials } = judged([
      ...many(2, 'killed'),
      mutant('timed-out'),
      mutant('survived'),
      mutant('refused-by-types'),
    ]);
    expect(trials).toEqual([
      {
        subject: 'order',
        seconds: 1,
        tally: { killed: 2, 'timed-out': 1, survived: 1, 'refused-by-types': 1 },
        score: 75,
        accepted: 0,
      },
    ]);
  });

  it('is good when every mutant is killed', () => {
    expect(judged(many(3, 'killed')).complaints).toEqual([]);
  });

  it('complains about a survivor that nobody has looked at, however high the score', () => {
    const { complaints, unexplained } = judged([...many(99, 'killed'), mutant('survived')]);
    expect(unexplained).toEqual([mutant('survived')]);
    expect(complaints).toEqual([expect.stringContaining(`${file}:7 survives`)]);
  });

  it('is good when each survivor is accepted, though it still counts in the score', () => {
    const { complaints, trials } = judged([...many(9, 'killed'), mutant('survived')], [accepted]);
    expect(complaints).toEqual([]);
    expect(trials[0]).toMatchObject({ score: 90, accepted: 1 });
  });

  it('complains about a score below the threshold, though each survivor is accepted', () => {
    const { complaints } = judged([mutant('killed'), mutant('survived')], [accepted]);
    expect(complaints).toEqual(['order scores 50.0 %, which is less than 85 %.']);
  });

  it.each(['killed', 'timed-out', 'refused-by-types'] as const)(
    'complains about an accepted change that is %s now: its reason is stale',
    (outcome) => {
      const { complaints, stale } = judged([...many(9, 'killed'), mutant(outcome)], [accepted]);
      expect(stale).toEqual([accepted]);
      expect(complaints).toEqual([expect.stringContaining('does not survive any more')]);
    },
  );

  it('accepts one change of a line and no other', () => {
    const other = mutant('survived', 'if (false) return;');
    expect(judged([...many(9, 'killed'), other, mutant('survived')], [accepted]).unexplained).toEqual([other]);
  });

  it('complains about a project in which nothing was tried', () => {
    expect(judged([]).complaints).toEqual(['order scores 0.0 %, which is less than 85 %.']);
    expect(judged(many(3, 'refused-by-types')).complaints).toHaveLength(1);
  });
});

describe('the report', () => {
  it('counts each project on one line, and says below what there is to do', () => {
    const text = report(judged([...many(9, 'killed'), mutant('survived'), mutant('refused-by-types')]));
    const [head = '', row = '', , ...complaints] = text.split('\n');
    expect(head.trim().split(/\s{2,}/)).toEqual([
      ...['mutants', 'killed', 'timed out', 'left to types', 'survived', 'of them accepted', 'score', 'time'],
    ]);
    expect(row.split(/\s{2,}/)).toEqual(['order', '11', '9', '0', '1', '1', '0', '90.0 %', '1 s']);
    expect(complaints.join('\n')).toContain('if (paid) return;\n  becomes\n    if (true) return;');
  });
});

describe('what the compiler is asked', () => {
  const place = { start: { line: 7, column: 5 }, end: { line: 7, column: 9 } };
  const located = (outcome: Outcome): Located => ({ ...mutant(outcome), place, replacement: 'true' });
  const outcomesOf = (mutants: readonly Mutant[]) => mutants.map(({ outcome }) => outcome);

  it('takes from the survivors what does not compile', () => {
    expect(outcomesOf(settled([located('survived')], () => false))).toEqual(['refused-by-types']);
    expect(outcomesOf(settled([located('survived')], () => true))).toEqual(['survived']);
  });

  it('leaves to the tests what they killed, though it does not compile', () => {
    expect(outcomesOf(settled([located('killed')], () => false))).toEqual(['killed']);
  });
});

describe('a change', () => {
  const source = 'const fee = (grams) => {\n  return grams > 1_000\n    ? 500 : 0;\n};\n';

  it('is shown with the rest of its line', () => {
    const place = { start: { line: 2, column: 10 }, end: { line: 2, column: 23 } };
    expect(changeOf(source, place, 'true')).toEqual({ was: 'return grams > 1_000', becomes: 'return true' });
  });

  it('is shown on one line when it spans several', () => {
    const place = { start: { line: 1, column: 24 }, end: { line: 4, column: 2 } };
    expect(changeOf(source, place, '{}')).toEqual({
      was: 'const fee = (grams) => { return grams > 1_000 ? 500 : 0; };',
      becomes: 'const fee = (grams) => {};',
    });
  });

  it('leaves all else in the file as it stands', () => {
    const place = { start: { line: 2, column: 10 }, end: { line: 3, column: 14 } };
    expect(replaced(source, place, '0')).toBe('const fee = (grams) => {\n  return 0;\n};\n');
  });
});
