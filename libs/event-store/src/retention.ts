const DAY_MS = 86_400_000;

/** How long rows of a table are kept, by the column that tells their age. An index of that column finds the old ones. */
export interface RetentionRule {
  readonly table: 'idempotency';
  readonly column: 'created_at';
  readonly keepMs: number;
}

/** The one table of what a service forgets, and when. What has no line here is kept for ever. */
export const retention: readonly RetentionRule[] = [
  // An answer must outlive every client that may still repeat its request.
  { table: 'idempotency', column: 'created_at', keepMs: 7 * DAY_MS },
];
