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

/** What failed in a stage, each by its file and full name; the stage itself where nothing else can be named. */
export const failuresOf = (stage: string, report: string | undefined, succeeded: boolean): readonly string[] => {
  if (succeeded) return [];
  const { testResults } = report === undefined ? { testResults: [] } : (JSON.parse(report) as VitestReport);
  const named = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0) return failed.map(({ fullName }) => `${stage}  ${name}  ${fullName}`);
    return status === 'failed' ? [`${stage}  ${name}`] : [];
  });
  return named.length > 0 ? named : [stage];
};

type VitestReport = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
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
