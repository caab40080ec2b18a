import type { ProjectedAt, Projection } from '@tidemark/kernel';
import { expect } from 'vitest';
import { frozen } from './frozen.ts';

export interface RowExpectation<Row> {
  readonly then: (row: Row) => void;
  readonly thenNoRow: () => void;
}

/**
 * Given messages, then this is the row: `specifyProjection(projection)(placed, confirmed).then(row)`.
 *
 * The messages stand at versions 1, 2, … of their stream; {@link projectedAt} tells when each of them happened.
 */
export const specifyProjection =
  <Row, Message>(projection: Projection<Row, Message>) =>
  (...messages: readonly Message[]): RowExpectation<Row> => {
    const row = messages.reduce<Row | undefined>(
      (before, message, index) => frozen(projection.evolve(before, frozen(message), projectedAt(index + 1))),
      undefined,
    );
    return {
      then: (expected) => {
        expect(row).toEqual(expected);
      },
      thenNoRow: () => {
        expect(row).toBeUndefined();
      },
    };
  };

/** In examples, the message of version n happens n seconds into 2026. */
export const projectedAt = (streamVersion: number): ProjectedAt => ({
  streamVersion,
  occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, streamVersion)).toISOString(),
});
