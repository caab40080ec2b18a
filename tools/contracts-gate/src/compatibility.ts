import { avscRefusal } from './avsc-verdict.ts';
import type { SchemaJson } from './avsc-verdict.ts';
import type { Break } from './breaks.ts';
import { breaksBetween } from './breaks.ts';
import { readSchema } from './read-schema.ts';

/** `old`: who has not been updated yet, and reads what is written now. `new`: who reads what was written before. */
export type Side = 'old' | 'new';

export type Objection = { readonly side: Side } & (Break | Library);

/** None of the rules objects, but the library that our services read with does. */
interface Library {
  readonly kind: 'library';
  readonly field: '';
  readonly inReader: readonly [];
  readonly inWriter: readonly [];
  readonly reason: string;
}

/** All that keeps two versions of a schema from reading each other; nothing when both sides can live at once. */
export const objectionsTo = (before: SchemaJson, after: SchemaJson): readonly Objection[] => [
  ...readingBy('old', before, after),
  ...readingBy('new', after, before),
];

const readingBy = (side: Side, reader: SchemaJson, writer: SchemaJson): readonly Objection[] => {
  const found = breaksBetween(readSchema(reader), readSchema(writer));
  if (found.length > 0) return found.map((one) => ({ ...one, side }));
  const reason = avscRefusal(reader, writer);
  return reason === undefined ? [] : [{ side, kind: 'library', field: '', inReader: [], inWriter: [], reason }];
};
