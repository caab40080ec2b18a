import { describe, expect, it } from 'vitest';
import { failuresOf, inWords, ofCheck, ofTests, sum } from './tally.ts';

const report = (numPassedTests: number, numFailedTests: number, numPendingTests = 0, numTodoTests = 0) =>
  JSON.stringify({ numPassedTests, numFailedTests, numPendingTests, numTodoTests });

describe('the tally of a test run', () => {
  it('counts what the report counts', () => {
    expect(ofTests(report(3, 2, 1, 1), false)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('counts a failed run without a failing test as one failure', () => {
    expect(ofTests(report(3, 0), false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  it('counts a run that left no report as one failure', () => {
    expect(ofTests(undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a check as one', () => {
    expect(sum([ofCheck(true), ofCheck(false), ofTests(report(3, 0), true)])).toEqual({
      passed: 4,
      failed: 1,
      skipped: 0,
    });
  });

  it('is told in one line', () => {
    expect(inWords({ passed: 12, failed: 0, skipped: 1 })).toBe('12 passed, 0 failed, 1 skipped');
  });
});

describe('what failed', () => {
  const withTests = JSON.stringify({
    testResults: [
      {
        name: 'a.spec.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'adds' },
          { status: 'failed', fullName: 'subtracts' },
        ],
      },
      { name: 'does-not-load.spec.ts', status: 'failed', assertionResults: [] },
      { name: 'sound.spec.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'holds' }] },
    ],
  });

  it('is named by stage, file and test, or the file alone where it did not load', () => {
    expect(failuresOf('unit', withTests, false)).toEqual(['unit  a.spec.ts  subtracts', 'unit  does-not-load.spec.ts']);
  });

  it('is the stage where no test can be named', () => {
    expect(failuresOf('lint', undefined, false)).toEqual(['lint']);
    expect(failuresOf('unit', JSON.stringify({ testResults: [] }), false)).toEqual(['unit']);
  });

  it('is nothing where the stage succeeded', () => {
    expect(failuresOf('unit', withTests, true)).toEqual([]);
  });
});
