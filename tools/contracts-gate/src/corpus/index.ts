import type { Evolution } from './evolution.ts';
import { fieldEvolutions, typeEvolutions } from './fields.ts';
import { logicalEvolutions, nameEvolutions } from './names-and-meanings.ts';
import { enumEvolutions, fixedEvolutions, nestedEvolutions, unionEvolutions } from './shapes.ts';

export type { Breaks, Evolution } from './evolution.ts';
export { registryOn } from './evolution.ts';

/** Changes of a schema with known verdicts, by what they touch. */
export const corpus: readonly Evolution[] = [
  ...fieldEvolutions,
  ...typeEvolutions,
  ...enumEvolutions,
  ...unionEvolutions,
  ...nestedEvolutions,
  ...nameEvolutions,
  ...logicalEvolutions,
  ...fixedEvolutions,
];
