export type { DecisionExample, DecisionExpectation } from './specify.ts';
export { specify } from './specify.ts';
export type { ReactionExample, ReactionExpectation, TransitionExpectation } from './specify-process.ts';
export { specifyProcess } from './specify-process.ts';
export type { RowExpectation } from './specify-projection.ts';
export { projectedAt, specifyProjection } from './specify-projection.ts';
export type { DeciderLaw } from './decider-laws.ts';
export {
  answersNeverChange,
  answersReadTheSame,
  decidesTotally,
  evolvesTotally,
  othersAreNeverRejected,
  sameCommandAgain,
} from './decider-laws.ts';
export { expectNone } from './expect-none.ts';
export type { Trial } from './law.ts';
export type { ProcessLaw } from './process-laws.ts';
export {
  endsNeverChange,
  everyWaitHasADeadline,
  lateDeadlinesChangeNothing,
  onlyCallersAreRejected,
  reactsTotally,
  sameInputAgain,
} from './process-laws.ts';
