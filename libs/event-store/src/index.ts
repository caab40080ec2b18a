export type { Aggregate, Home, Reader } from './aggregate.ts';
export { aggregateOf, home } from './aggregate.ts';
export { EffectsRefused, StoreUnavailable, UndeclaredRead } from './errors.ts';
export { readHistory, refold } from './history.ts';
export { MemoryStore } from './memory/memory-store.ts';
export type { RetentionRule } from './retention.ts';
export { retention } from './retention.ts';
export type { TablePrivilege } from './postgres/migrations.ts';
export { unitOfWorkGrants, unitOfWorkMigrations } from './postgres/migrations.ts';
export { createPool } from './postgres/pool.ts';
export { isRefusal, isUnreachable, PostgresStore } from './postgres/postgres-store.ts';
export type {
  AnyFact,
  AnySource,
  AnyTable,
  EventSourced,
  FactPosition,
  JobRequest,
  ProcessStored,
  Read,
  RowTable,
  RowWrite,
  StateStored,
} from './sources.ts';
export { change, lookUp, rowWrite, streamId } from './sources.ts';
export { storableText } from './storable-text.ts';
export type {
  Alarm,
  ClaimedDeadline,
  ClaimedHeld,
  ClaimedJob,
  Deadline,
  DeadLetterRow,
  Effects,
  Head,
  HeldCount,
  IdempotencyClaim,
  JobRow,
  JournalEntry,
  Lease,
  MessageEncoder,
  OutboxRow,
  OverdueCount,
  RememberedAnswer,
  Store,
  StoredFact,
} from './store.ts';
export { NO_EFFECTS } from './store.ts';
export type { Pace } from './pace.ts';
export { restAfter } from './pace.ts';
export type { ProcessStep, UnitTools } from './unit.ts';
export { MAX_OUTBOX_BYTES, Unit } from './unit.ts';
export type { CrashPoint } from './crash-point.ts';
export { crashPoint, crashPoints } from './crash-point.ts';
export type { JobTaker } from './job-handover.ts';
export type { Executed, UnitRequest } from './joined-units.ts';
export type { Handler } from './handler.ts';
export type { HeldMessage, HeldOutcome, HeldRun } from './held-run.ts';
export type { Failure, HeldRow, HoldPolicy, ReceivedRecord } from './holding.ts';
export { DEFAULT_HOLD_POLICY, failureOf } from './holding.ts';
export type { Incoming, Outcome, Rehearsal } from './unit-of-work.ts';
export { UnitOfWork } from './unit-of-work.ts';
