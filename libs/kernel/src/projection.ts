/**
 * Folds messages into the row of a view. There is no row before the first message; a projection that gives none leaves
 * what stands.
 *
 * Pure: the same messages in the same order give the same row, so a view can be thrown away and built again.
 */
export interface Projection<Row, Message> {
  readonly evolve: (row: Row | undefined, message: Message, at: ProjectedAt) => Row | undefined;
}

/** Where a message stands in its stream, and when its fact happened. */
export interface ProjectedAt {
  readonly streamVersion: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly occurredAt: string;
}
