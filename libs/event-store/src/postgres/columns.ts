/** One array per column, for `unnest`. */
export const columns = <Row>(rows: readonly Row[], pick: readonly ((row: Row) => unknown)[]): unknown[] =>
  pick.map((value) => rows.map(value));

export const bytes = (value: Uint8Array | null): Buffer | null => (value === null ? null : Buffer.from(value));

/**
 * The time so many milliseconds from now, for a column of whole milliseconds: such a column rounds, and what is due at
 * once would not be for the next half of one.
 */
export const dueAfter = (ms: string): string =>
  `date_trunc('milliseconds', clock_timestamp()) + ${ms} * interval '1 millisecond'`;
