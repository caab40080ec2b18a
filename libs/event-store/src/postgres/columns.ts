/** One array per column, for `unnest`. */
export const columns = <Row>(rows: readonly Row[], pick: readonly ((row: Row) => unknown)[]): unknown[] =>
  pick.map((value) => rows.map(value));

export const bytes = (value: Uint8Array | null): Buffer | null => (value === null ? null : Buffer.from(value));
