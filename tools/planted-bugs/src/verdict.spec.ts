import { describe, expect, it } from 'vitest';
import { naming, verdictOf } from './verdict.ts';

const spec = 'libs/shelf/src/shelf.spec.ts';

const test = (fullName: string, status: string, ...failureMessages: readonly string[]) => ({
  fullName,
  status,
  failureMessages,
});

const reportOf = (assertionResults: readonly object[], status = 'passed', message = ''): string =>
  JSON.stringify({ testResults: [{ name: `/copy/${spec}`, status, message, assertionResults }] });

describe('A bug', () => {
  it('is caught by the first test that fails', () => {
    const failed = test('The shelf never sells twice', 'failed', 'AssertionError: expected 2 to be 1\n    at shelf.ts');
    const written = reportOf([test('The shelf is empty', 'passed'), failed, test('later', 'failed')], 'failed');
    expect(verdictOf(written, spec)).toEqual({
      kind: 'caught',
      test: 'The shelf never sells twice',
      reason: 'AssertionError: expected 2 to be 1',
    });
  });

  it('is unnamed when the first line of the failure leaves out who or what', () => {
    const caught = { kind: 'caught', test: 'The shelf', reason: 'Error: readers (order) miss currency' } as const;
    expect(naming(caught, ['(order)', 'currency'])).toEqual(caught);
    expect(naming(caught, ['(payment)', 'currency'])).toEqual({ ...caught, kind: 'unnamed' });
    expect(naming({ kind: 'escaped' }, ['(payment)'])).toEqual({ kind: 'escaped' });
  });

  it('has escaped when every test passes', () => {
    expect(verdictOf(reportOf([test('The shelf is empty', 'passed')]), spec)).toEqual({ kind: 'escaped' });
  });

  it('is not caught by a spec that does not load', () => {
    const verdict = verdictOf(reportOf([], 'failed', 'SyntaxError: Unexpected token'), spec);
    expect(verdict).toEqual({ kind: 'untried', reason: 'no test ran: SyntaxError: Unexpected token' });
  });

  it('is not caught by a hook that fails before any test', () => {
    const written = reportOf([test('The shelf is empty', 'skipped')], 'failed', 'no database');
    expect(verdictOf(written, spec)).toMatchObject({ kind: 'untried' });
  });

  it('was not tried when no test has the title', () => {
    expect(verdictOf(reportOf([test('The shelf is empty', 'skipped')]), spec)).toMatchObject({ kind: 'untried' });
  });

  it('was not tried when the run left no report, a broken one, or one of another spec', () => {
    const other = JSON.stringify({ testResults: [] });
    for (const written of [undefined, '{', '{}', other])
      expect(verdictOf(written, spec)).toMatchObject({ kind: 'untried' });
  });
});
