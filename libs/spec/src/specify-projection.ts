import { isDeepStrictEqual } from 'node:util';
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
  <Row extends object, Message>(projection: Projection<Row, Message>) =>
  (...messages: readonly Message[]): RowExpectation<Row> => {
    const row = messages.reduce<Row | undefined>(
      (before, message, index) => frozen(projection.evolve(before, frozen(message), projectedAt(index + 1))),
      undefined,
    );
    return {
      then: (expected) => {
        expect(row, `the row, in ${differing(row, expected).join(', ')}`).toEqual(expected);
      },
      thenNoRow: () => {
        expect(row).toBeUndefined();
      },
    };
  };

/** The columns that are not as expected; of a wide row, the first line of a failure would show only the first. */
const differing = <Row extends object>(row: Row | undefined, expected: Row): readonly string[] =>
  Object.entries(expected)
    .filter(([column, value]) => !isDeepStrictEqual(row?.[column as keyof Row], value))
    .map(([column]) => column);

/** In examples, the message of version n happens n seconds into 2026. */
export const projectedAt = (streamVersion: number): ProjectedAt => ({
  streamVersion,
  occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, streamVersion)).toISOString(),
});
