export type { AuditOptions, AuditReport, Sources } from './audit.ts';
export { audit, auditSession } from './audit.ts';
export type { InvariantId, Judgment, Violation } from './invariants.ts';
export { invariants } from './invariants.ts';
export type { Acknowledgment } from './judgments/acknowledged.ts';
export type { Ask, Session, Snapshot } from './readings/session.ts';
export { servicesOf } from './readings/session.ts';
export { exitCodeOf, lineOf, linesOf } from './report.ts';
