export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    nothing,
  );

/** A stage without tests counts as one. */
export const ofCheck = (succeeded: boolean): Tally =>
  succeeded ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };

type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
};

/**
 * Counts a vitest run from its JSON report.
 *
 * A run that failed without a failing test (a file that does not load, a setup that throws, no report at all) counts
 * as one failure: otherwise the last line would call it a success.
 */
export const ofTests = (report: string | undefined, succeeded: boolean): Tally => {
  const counted = report === undefined ? nothing : countsOf(JSON.parse(report) as VitestReport);
  return succeeded || counted.failed > 0 ? counted : { ...counted, failed: 1 };
};

const countsOf = (report: VitestReport): Tally => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
});

export const inWords = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
