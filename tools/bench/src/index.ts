export type { Random } from './random.ts';
export { exponential, randomOf, wholeBelow } from './random.ts';
export type { Report } from './report.ts';
