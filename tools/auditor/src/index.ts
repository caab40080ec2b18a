export type { AuditOptions, AuditReport, Sources } from './audit.ts';
export { audit } from './audit.ts';
export type { InvariantId, Judgment, Violation } from './invariants.ts';
export { invariants } from './invariants.ts';
export type { Acknowledgment } from './judgments/acknowledged.ts';
export { exitCodeOf, lineOf, linesOf } from './report.ts';
