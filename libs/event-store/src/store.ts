import type { Message } from '@tidemark/contracts';
import type { Cause } from '@tidemark/kernel';
import type { Failure, HeldPostponed, HeldRow, ReceivedRecord } from './holding.ts';
import type { RetentionRule } from './retention.ts';
import type { AnyTable, JobRequest, RowWrite } from './sources.ts';

/**
 * Where a service remembers. Two adapters, Postgres and memory, pass one conformance suite.
 *
 * {@link Store.transact} is the unit of work's transaction: claims first, then locks in id order, then `work`, which is
 * synchronous, then everything it returns written together with the claims, or nothing of it.
 */
export interface Store {
  /**
   * Fails with `StoreUnavailable` when the same call may succeed later (lost connection, lock timeout, serialization;
   * after a lost connection it is not known whether the effects are durable: claim again to find out), and with
   * `EffectsRefused` when the database will never take these effects.
   */
  transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result>;
  claimJobs(claim: Claim & { readonly kinds: readonly string[] }): Promise<readonly ClaimedJob[]>;
  /** Puts a job back after an attempt without an outcome. */
  postponeJob(lease: Lease, delayMs: number, error: string): Promise<void>;
  claimDeadlines(claim: Claim & { readonly categories: readonly string[] }): Promise<readonly ClaimedDeadline[]>;
  /** The first message of each lane that is due, under a lease, and some of those behind it, in the order of each lane. */
  claimHeld(claim: Claim & { readonly consumers: readonly string[] }): Promise<readonly ClaimedHeld[]>;
  /** What is held now, by consumer; nothing for one that holds nothing. */
  countHeld(): Promise<readonly HeldCount[]>;
  /** What is overdue by more than `byMs`, counted. */
  countOverdue(byMs: number): Promise<readonly OverdueCount[]>;
  /** Names, at most `limit` at a time, what is overdue by more than `byMs`: each once, to one of all who ask. */
  raiseAlarms(byMs: number, limit: number): Promise<readonly Alarm[]>;
  /** Deletes rows that are older than the rule keeps them, at most `limit`, and answers how many. */
  prune(rule: RetentionRule, limit: number): Promise<number>;
  /** The facts of a stream after a version, oldest first, as they were stored; `readHistory` gives them today's form. */
  readFacts(streamId: string, afterVersion: number): Promise<readonly StoredFact[]>;
  readHead(streamId: string): Promise<Head | undefined>;
  readJournal(processId: string): Promise<readonly JournalEntry[]>;
  readDeadline(processId: string): Promise<Deadline | undefined>;
  /** The rows of a table by key, without a lock. */
  readRows(table: AnyTable, keys: readonly string[]): Promise<ReadonlyMap<string, object>>;
  /** Writes rows of one table, each once, under the table's conflict rule. */
  writeRows(table: AnyTable, rows: readonly object[]): Promise<void>;
}

/** What a transaction locks and looks up. */
export interface Reads {
  readonly heads: readonly HeadPlan[];
  readonly rows: readonly RowsPlan[];
}

/** What a transaction claims, locks and looks up before it works. */
export interface Plan extends Reads {
  readonly inbox?: InboxPlan;
  /** Held messages to take up again, by id: those at the head of their lane carry a lease. */
  readonly held?: readonly string[];
  /** No two of one route and key: a transaction cannot stand in its own way. */
  readonly requests?: readonly RequestPlan[];
  /** How long to wait for a lock, in milliseconds; less than the session's own patience where others wait along. */
  readonly lockPatienceMs?: number;
  readonly leases?: readonly Lease[];
}

/** Of the lanes it is told which hold a message already. */
export interface InboxPlan {
  readonly consumer: string;
  readonly ids: readonly string[];
  readonly lanes?: readonly string[];
}

/** Nothing is locked or looked up for a request whose key is in flight or answered already. */
export interface RequestPlan extends Reads {
  readonly claim: IdempotencyClaim;
}

export interface HeadPlan {
  readonly streamId: string;
  /** How to bring a snapshot up to date that was folded under another definition. */
  readonly definition?: number;
  readonly refold?: (facts: readonly unknown[]) => unknown;
}

export interface RowsPlan {
  readonly table: AnyTable;
  readonly keys: readonly string[];
  readonly lock: boolean;
}

export interface Loaded {
  /** The database's clock, read after all locks were held. ISO 8601, UTC, milliseconds. */
  readonly now: string;
  /** The inbox ids that nobody has handled yet. */
  readonly fresh: ReadonlySet<string>;
  /** Those lanes of the plan's inbox that hold a message. */
  readonly heldLanes: ReadonlySet<string>;
  /** Those held messages of the plan that are still held, each with the token of its lease. */
  readonly held: ReadonlyMap<string, string | null>;
  /** The ids of those jobs and deadlines of the plan whose lease still stands. */
  readonly leased: ReadonlySet<string>;
  /** How each request of the plan was found, in their order. */
  readonly requests: readonly RequestFound[];
  readonly heads: ReadonlyMap<string, Head>;
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, object>>;
}

/** In flight: another transaction has the key in hand, on whatever instance. Answered: by an earlier request with it. */
export type RequestFound =
  { readonly kind: 'open' } | { readonly kind: 'inFlight' } | ({ readonly kind: 'answered' } & EarlierRequest);

export interface Head {
  readonly version: number;
  readonly definition: number;
  readonly snapshot: unknown;
  readonly recordedAt: string;
}

export interface Work<Result> {
  readonly effects: Effects;
  readonly result: Result;
}

/** Everything one transaction makes durable. Order within a list is the order of happening. */
export interface Effects {
  readonly facts: readonly StoredFact[];
  readonly heads: readonly HeadWrite[];
  readonly journal: readonly JournalEntry[];
  readonly outbox: readonly OutboxRow[];
  readonly jobs: readonly JobRow[];
  readonly deadlines: readonly DeadlineWrite[];
  readonly rows: readonly RowWrite[];
  readonly deadLetters: readonly DeadLetterRow[];
  readonly held: readonly HeldRow[];
  readonly heldPostponed: readonly HeldPostponed[];
  /** The ids of held messages that are held no longer. */
  readonly heldEnded: readonly string[];
  /** Dead letters that were sent again, and what came of it. */
  readonly redriven: readonly Redriven[];
  /** Claimed inbox ids that were not handled after all. */
  readonly released: readonly string[];
  /** The answers to remember for idempotency keys; one that time may heal is not among them. */
  readonly answers: readonly { readonly claim: IdempotencyClaim; readonly answer: RememberedAnswer }[];
  /** The ids of leased jobs that are done: nothing of them is kept. */
  readonly finished: readonly string[];
}

/** What a transaction leaves that changes nothing. */
export const NO_EFFECTS: Effects = {
  facts: [],
  heads: [],
  journal: [],
  outbox: [],
  jobs: [],
  deadlines: [],
  rows: [],
  deadLetters: [],
  held: [],
  heldPostponed: [],
  heldEnded: [],
  redriven: [],
  released: [],
  answers: [],
  finished: [],
};

export interface StoredFact<Fact = { readonly type: string }> {
  readonly streamId: string;
  readonly version: number;
  readonly fact: Fact;
  readonly cause: Cause;
  readonly recordedAt: string;
}

export interface HeadWrite extends Head {
  readonly streamId: string;
  readonly created: boolean;
}

export interface JournalEntry {
  readonly processId: string;
  readonly version: number;
  readonly fromStatus: string;
  readonly toStatus: string;
  readonly input: string;
  readonly sent: readonly string[];
  readonly messageId: string;
  readonly actor: string;
  readonly at: string;
}

/** A message on its way out. A dead letter's copy carries the original bytes, and why it died. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly cause: Cause;
  readonly occurredAt: string;
  readonly streamVersion?: number;
  readonly deadLetter?: { readonly cause: string; readonly origin: string };
}

export interface JobRow extends JobRequest {
  readonly id: string;
  readonly cause: Cause;
  /** By whom it is claimed from the moment it is written: its first attempt has begun. */
  readonly claim?: { readonly token: string; readonly leaseMs: number };
}

/** Sets the one deadline of a process, or clears it. */
export interface DeadlineWrite {
  readonly processId: string;
  readonly set?: NewDeadline;
}

export interface NewDeadline {
  readonly status: string;
  readonly afterMs: number;
  readonly cause: Cause;
  /** Nothing was heard since the one before it was set: if that has passed, the process stays overdue, and its alarm told. */
  readonly overdue?: boolean;
}

export interface Deadline {
  readonly status: string;
  readonly dueAt: string;
  /** When the first deadline passed that nobody has answered yet; null while there is time. */
  readonly overdueSince: string | null;
  /** When that was told as an alarm. */
  readonly alarmedAt: string | null;
}

/** A process whose deadlines pass unanswered, or a job whose calls end without an outcome, for too long. */
export type Alarm =
  | { readonly kind: 'process'; readonly processId: string; readonly status: string; readonly overdueSince: string }
  | {
      readonly kind: 'job';
      readonly id: string;
      readonly job: string;
      readonly key: string;
      readonly attempts: number;
      readonly lastError: string | null;
      readonly overdueSince: string;
    };

/** How many processes of a category wait too long in a status, or how many jobs of a kind, and the oldest of them. */
export type OverdueCount = { readonly count: number; readonly oldestMs: number } & (
  | { readonly kind: 'process'; readonly category: string; readonly status: string }
  | { readonly kind: 'job'; readonly job: string }
);

/** A message that nobody could handle, until somebody decides what becomes of it. */
export interface DeadLetterRow extends ReceivedRecord, Failure {
  readonly id: string;
  readonly consumer: string;
  /** What the inbox knows it by. */
  readonly messageId: string;
  readonly attempts: number;
  readonly at: string;
}

/** A dead letter that was sent again: it was handled, or is one again, with what it failed of this time. */
export interface Redriven {
  readonly deadLetterId: string;
  readonly attempts: number;
  readonly failure?: Failure;
}

export interface IdempotencyClaim {
  readonly route: string;
  readonly key: string;
  readonly bodyHash: string;
}

export interface RememberedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface EarlierRequest {
  readonly bodyHash: string;
  readonly answer: RememberedAnswer;
}

/** The right to work on a claimed row until the lease ends. */
export interface Lease {
  readonly kind: 'job' | 'deadline';
  readonly id: string;
  readonly token: string;
}

export interface Claim {
  readonly token: string;
  readonly limit: number;
  readonly leaseMs: number;
}

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** Attempts begun, this one included. */
  readonly attempt: number;
  readonly cause: Cause;
}

export interface ClaimedDeadline {
  readonly processId: string;
  readonly status: string;
  readonly dueAt: string;
  readonly cause: Cause;
}

/** A held message; the first of its lane was claimed with the token. */
export interface ClaimedHeld {
  readonly id: string;
  readonly consumer: string;
  readonly lane: string;
  readonly messageId: string;
  readonly record: ReceivedRecord;
  /** Attempts that failed. */
  readonly attempts: number;
  readonly deadLetterId: string | null;
}

/** How many messages a consumer holds, behind how many keys, and how long the oldest of them has waited. */
export interface HeldCount {
  readonly consumer: string;
  readonly messages: number;
  readonly lanes: number;
  readonly oldestMs: number;
}

/** Turns a message into the bytes of its contract. */
export interface MessageEncoder {
  encode(message: Message): Uint8Array;
}
