const DAY_MS = 86_400_000;

/** How long rows of a table are kept. A store finds the old ones without reading the others. */
export interface RetentionRule {
  readonly table: 'idempotency' | 'inbox' | 'dead_letter';
  readonly keepMs: number;
}

/**
 * The one table of what a service forgets by its age. What waits (a job, a deadline, a held message) goes when it is
 * answered. All else is kept for ever: facts, and the journal and the operations of processes, which account for them as the
 * auditor reads them; an open dead letter, until somebody settles it.
 */
export const retention: readonly RetentionRule[] = [
  // An answer must outlive every client that may still repeat its request.
  { table: 'idempotency', keepMs: 7 * DAY_MS },
  // Messages that were made and handled so long ago; law 1 protects from what comes again after all.
  { table: 'inbox', keepMs: 30 * DAY_MS },
  // Since they were handled or discarded, with what operators did to them.
  { table: 'dead_letter', keepMs: 90 * DAY_MS },
];
