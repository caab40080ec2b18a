/** Ours name their area before a dot. Those of Node (ENOENT, ERR_…) and of Postgres (42P01) have none. */
const OWN_CODE = /^[A-Z][A-Z_]*\.[A-Z_]+$/u;

/**
 * What a person reads when a start has failed: the sentence alone where the error is one of ours, since it says what to do,
 * and the last lines of a log where the error carries some. Anything else is a mistake in a program: its stack tells where.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!hasOwnCode(error)) return error.stack ?? error.message;
  return [error.message, ...lastLinesIn(error).map((line) => `    ${line}`)].join('\n');
}

function hasOwnCode(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && OWN_CODE.test(error.code);
}

function lastLinesIn(error: Error): readonly string[] {
  const details: unknown = 'details' in error ? error.details : undefined;
  if (typeof details !== 'object' || details === null || !('lastLines' in details)) return [];
  return Array.isArray(details.lastLines) ? details.lastLines.map(String) : [];
}
