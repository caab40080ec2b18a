export { assertNever, UnhandledCase } from './assert-never.ts';
export type { Cause } from './cause.ts';
export type { Decider } from './decider.ts';
export { fold } from './decider.ts';
export type { Accepted, Decision, Rejected, Repeated } from './decision.ts';
export { accept, reject, repeat } from './decision.ts';
export type { DeadlinePassed, Process, Reaction, Transition } from './process.ts';
export { moveTo, stay } from './process.ts';
export type { ProjectedAt, Projection } from './projection.ts';
