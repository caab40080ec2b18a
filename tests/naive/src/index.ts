export type { ProgramName } from './programs.ts';
export type { Naive, NaiveOptions } from './start-naive.ts';
export { startNaive } from './start-naive.ts';
