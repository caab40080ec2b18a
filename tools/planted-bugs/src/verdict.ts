import { z } from 'zod';

/** What a run of one spec says about the code it ran on. */
export type Verdict =
  | { readonly kind: 'caught'; readonly test: string; readonly reason: string }
  /** A test failed, and its first line leaves the reader to find out what broke. */
  | { readonly kind: 'unnamed'; readonly test: string; readonly reason: string }
  /** Every test passed. */
  | { readonly kind: 'escaped' }
  /** Nothing was tested, so nothing was found out: the spec did not load, held no such test, or did not end. */
  | { readonly kind: 'untried'; readonly reason: string };

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Reads what Vitest's JSON reporter wrote of one spec.
 *
 * Only a test that failed has caught something: a spec that does not even load would fail for a typing error as well.
 */
export const verdictOf = (written: string | undefined, spec: string): Verdict => {
  if (written === undefined) return { kind: 'untried', reason: 'the run left no report' };
  const parsed = report.safeParse(json(written));
  if (!parsed.success) return { kind: 'untried', reason: `the report cannot be read: ${parsed.error.message}` };
  const file = parsed.data.testResults.find(({ name }) => name.replaceAll('\\', '/').endsWith(`/${spec}`));
  if (file === undefined) return { kind: 'untried', reason: 'the run did not come to the spec' };
  const failed = file.assertionResults.find(({ status }) => status === 'failed');
  if (failed) {
    return { kind: 'caught', test: failed.fullName.trim(), reason: firstLine(failed.failureMessages?.[0]) };
  }
  if (file.status === 'failed') return { kind: 'untried', reason: `no test ran: ${firstLine(file.message)}` };
  const ran = file.assertionResults.some(({ status }) => status === 'passed');
  return ran ? { kind: 'escaped' } : { kind: 'untried', reason: 'the spec holds no such test' };
};

/** The same, where the first line of the failure names all of this; else what was caught is not told. */
export const naming = (verdict: Verdict, names: readonly string[] = []): Verdict =>
  verdict.kind === 'caught' && names.some((name) => !verdict.reason.includes(name))
    ? { ...verdict, kind: 'unnamed' }
    : verdict;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const firstLine = (text = ''): string => text.split('\n')[0]?.trim() ?? '';
