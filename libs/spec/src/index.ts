export type { DecisionExample, DecisionExpectation } from './specify.ts';
export { specify } from './specify.ts';
export type { ReactionExample, ReactionExpectation, TransitionExpectation } from './specify-process.ts';
export { specifyProcess } from './specify-process.ts';
export type { RowExpectation } from './specify-projection.ts';
export { projectedAt, specifyProjection } from './specify-projection.ts';
