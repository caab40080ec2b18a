import { EffectsRefused } from '../errors.ts';
import type { RetentionRule } from '../retention.ts';
import type { AnyTable, RowWrite } from '../sources.ts';
import type { HeldRecord } from './held-messages.ts';
import type { DeadLetter } from './dead-letters.ts';
import { DeadLetters } from './dead-letters.ts';
import { HeldMessages } from './held-messages.ts';
import { merged } from '../planning.ts';
import { supersedes } from '../staging.ts';
import type {
  Alarm,
  Claim,
  ClaimedDeadline,
  ClaimedHeld,
  ClaimedJob,
  Deadline,
  EarlierRequest,
  Effects,
  Head,
  HeldCount,
  IdempotencyClaim,
  JobRow,
  JournalEntry,
  Lease,
  Loaded,
  NewDeadline,
  OutboxRow,
  OverdueCount,
  Plan,
  RequestFound,
  Store,
  StoredFact,
  Work,
} from '../store.ts';

/** What a lease is given for, and what becomes overdue. */
interface Due {
  dueAt: number;
  claimedUntil: number;
  token: string | undefined;
  overdueSince: number | undefined;
  alarmedAt: number | undefined;
}

interface JobRecord extends JobRow, Due {
  attempts: number;
  lastError: string | null;
}

interface DeadlineRecord extends Due {
  readonly write: NewDeadline;
}

interface Remembered extends EarlierRequest {
  readonly at: number;
}

/**
 * The store in memory, for simulations and for tests of handlers: one transaction after the other, the same promises
 * as Postgres but durability. The clock is given in epoch milliseconds.
 */
export class MemoryStore implements Store {
  readonly #clock: () => number;
  /** When each message was handled. */
  readonly #inbox = new Map<string, number>();
  readonly #heads = new Map<string, Head>();
  readonly #facts = new Map<string, StoredFact[]>();
  readonly #rows = new Map<string, Map<string, object>>();
  readonly #journal = new Map<string, JournalEntry[]>();
  readonly #jobs = new Map<string, JobRecord>();
  readonly #deadlines = new Map<string, DeadlineRecord>();
  readonly #requests = new Map<string, Remembered>();
  readonly #held: HeldMessages;
  /** Everything that left, oldest first. */
  readonly outbox: OutboxRow[] = [];
  readonly #letters: DeadLetters;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#held = new HeldMessages(clock);
    this.#letters = new DeadLetters(clock);
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#letters.rows;
  }

  /** What waits for another attempt, in the order in which it was held. */
  get held(): readonly HeldRecord[] {
    return this.#held.rows;
  }

  transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    // `work` is synchronous, so nothing can come between loading and writing.
    return new Promise((resolve) => {
      const { effects, result } = work(this.#load(plan));
      this.#check(effects);
      this.#write(effects, plan);
      resolve(result);
    });
  }

  claimJobs(claim: Claim & { readonly kinds: readonly string[] }): Promise<readonly ClaimedJob[]> {
    const now = this.#clock();
    const due = [...this.#jobs.values()]
      .filter((job) => job.dueAt <= now && job.claimedUntil < now && claim.kinds.includes(job.kind))
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, claim.limit);
    for (const job of due) {
      job.claimedUntil = now + claim.leaseMs;
      job.token = claim.token;
      job.attempts += 1;
    }
    return Promise.resolve(
      due.map(({ id, kind, key, payload, attempts, cause }) => ({ id, kind, key, payload, attempt: attempts, cause })),
    );
  }

  postponeJob(lease: Lease, delayMs: number, error: string): Promise<void> {
    const job = this.#jobs.get(lease.id);
    if (job?.token === lease.token) {
      job.token = undefined;
      job.claimedUntil = -Infinity;
      job.lastError = error;
      job.overdueSince ??= job.dueAt;
      job.dueAt = this.#clock() + delayMs;
    }
    return Promise.resolve();
  }

  claimDeadlines(claim: Claim & { readonly categories: readonly string[] }): Promise<readonly ClaimedDeadline[]> {
    const now = this.#clock();
    const due = [...this.#deadlines]
      .filter(([id, row]) => row.dueAt <= now && row.claimedUntil < now && claim.categories.includes(categoryOf(id)))
      .toSorted(([, a], [, b]) => a.dueAt - b.dueAt)
      .slice(0, claim.limit);
    for (const [, row] of due) {
      row.claimedUntil = now + claim.leaseMs;
      row.token = claim.token;
    }
    return Promise.resolve(
      due.map(([processId, { write, dueAt }]) => ({
        processId,
        status: write.status,
        dueAt: new Date(dueAt).toISOString(),
        cause: write.cause,
      })),
    );
  }

  claimHeld(claim: Claim & { readonly consumers: readonly string[] }): Promise<readonly ClaimedHeld[]> {
    return Promise.resolve(this.#held.claim(claim));
  }

  countHeld(): Promise<readonly HeldCount[]> {
    return Promise.resolve(this.#held.count());
  }

  countOverdue(byMs: number): Promise<readonly OverdueCount[]> {
    const now = this.#clock();
    const waiting = [
      ...this.#overdueProcesses(byMs).map(([processId, row]) => {
        const named = { kind: 'process', category: categoryOf(processId), status: row.write.status } as const;
        return { named, since: sinceOf(row) };
      }),
      ...this.#overdueJobs(byMs).map((job) => ({
        named: { kind: 'job', job: job.kind } as const,
        since: sinceOf(job),
      })),
    ];
    const groups = [...Map.groupBy(waiting, ({ named }) => JSON.stringify(named)).values()];
    return Promise.resolve(
      groups.flatMap((group) => {
        const oldestMs = now - Math.min(...group.map(({ since }) => since));
        return group.slice(0, 1).map(({ named }) => ({ ...named, count: group.length, oldestMs }));
      }),
    );
  }

  raiseAlarms(byMs: number, limit: number): Promise<readonly Alarm[]> {
    const unheard = (row: Due): boolean => row.alarmedAt === undefined;
    const raise = (row: Due): string => {
      row.alarmedAt = this.#clock();
      return new Date(sinceOf(row)).toISOString();
    };
    const processes = this.#overdueProcesses(byMs).filter(([, row]) => unheard(row));
    const jobs = this.#overdueJobs(byMs).filter(unheard);
    return Promise.resolve([
      ...processes.slice(0, limit).map(([processId, row]) => {
        const { status } = row.write;
        return { kind: 'process' as const, processId, status, overdueSince: raise(row) };
      }),
      ...jobs.slice(0, limit).map((job) => {
        const { id, kind, key, attempts, lastError } = job;
        return { kind: 'job' as const, id, job: kind, key, attempts, lastError, overdueSince: raise(job) };
      }),
    ]);
  }

  prune({ table, keepMs }: RetentionRule, limit: number): Promise<number> {
    const before = this.#clock() - keepMs;
    switch (table) {
      case 'idempotency':
        return Promise.resolve(forget(this.#requests, ({ at }) => at < before, limit));
      case 'inbox':
        return Promise.resolve(forget(this.#inbox, (handledAt) => handledAt < before, limit));
      case 'dead_letter':
        return Promise.resolve(this.#letters.forget(before, limit));
    }
  }

  readFacts(streamId: string, afterVersion: number): Promise<readonly StoredFact[]> {
    return Promise.resolve((this.#facts.get(streamId) ?? []).filter(({ version }) => version > afterVersion));
  }

  readHead(streamId: string): Promise<Head | undefined> {
    return Promise.resolve(this.#heads.get(streamId));
  }

  readJournal(processId: string): Promise<readonly JournalEntry[]> {
    return Promise.resolve([...(this.#journal.get(processId) ?? [])]);
  }

  readDeadline(processId: string): Promise<Deadline | undefined> {
    const row = this.#deadlines.get(processId);
    return Promise.resolve(
      row && {
        status: row.write.status,
        dueAt: new Date(row.dueAt).toISOString(),
        overdueSince: timeOf(this.#overdueSince(row)),
        alarmedAt: timeOf(row.alarmedAt),
      },
    );
  }

  readRows(table: AnyTable, keys: readonly string[]): Promise<ReadonlyMap<string, object>> {
    return Promise.resolve(this.#rowsOf(table, keys));
  }

  writeRows(table: AnyTable, rows: readonly object[]): Promise<void> {
    for (const row of rows) this.#writeRow({ table, row });
    return Promise.resolve();
  }

  #load(plan: Plan): Loaded {
    const requests = (plan.requests ?? []).map(({ claim }) => this.#found(claim));
    const open = (plan.requests ?? []).filter((_, index) => requests[index]?.kind === 'open');
    const reads = merged([plan, ...open]);
    return {
      now: new Date(this.#clock()).toISOString(),
      fresh: new Set(plan.inbox?.ids.filter((id) => !this.#inbox.has(inboxId(plan.inbox?.consumer ?? '', id)))),
      heldLanes: this.#held.lanesOf(plan.inbox),
      held: this.#held.tokens(plan.held ?? []),
      leased: new Set(plan.leases?.filter((lease) => this.#holds(lease)).map(({ id }) => id)),
      requests,
      heads: new Map(
        reads.heads.flatMap(({ streamId, definition, refold }) => {
          const head = this.#heads.get(streamId);
          if (head === undefined) return [];
          const current = definition === undefined || refold === undefined || head.definition === definition;
          if (current) return [[streamId, head]];
          const facts = (this.#facts.get(streamId) ?? []).map(({ fact }) => fact);
          return [[streamId, { ...head, definition, snapshot: refold(facts) }]];
        }),
      ),
      rows: new Map(reads.rows.map(({ table, keys }) => [table.name, this.#rowsOf(table, keys)])),
    };
  }

  /** One transaction after the other: there is never another in flight. */
  #found(claim: IdempotencyClaim): RequestFound {
    const request = this.#requests.get(requestId(claim));
    return request ? { kind: 'answered', bodyHash: request.bodyHash, answer: request.answer } : { kind: 'open' };
  }

  #overdueProcesses(byMs: number): readonly (readonly [string, DeadlineRecord])[] {
    return [...this.#deadlines].filter(([, row]) => sinceOf(row) <= this.#clock() - byMs);
  }

  #overdueJobs(byMs: number): readonly JobRecord[] {
    return [...this.#jobs.values()].filter((job) => sinceOf(job) <= this.#clock() - byMs);
  }

  #holds({ kind, id, token }: Lease): boolean {
    return (kind === 'job' ? this.#jobs : this.#deadlines).get(id)?.token === token;
  }

  #overdueSince({ overdueSince, dueAt }: Due): number | undefined {
    return overdueSince ?? (dueAt <= this.#clock() ? dueAt : undefined);
  }

  /** The rules that tables keep by themselves. */
  #check(effects: Effects): void {
    for (const { topic, payload } of effects.outbox) {
      if (payload.byteLength > 524_288) throw new EffectsRefused(`an outbox row for ${topic} is larger than 512 kB`);
    }
  }

  #write(effects: Effects, plan: Plan): void {
    const { inbox } = plan;
    const released = new Set(effects.released);
    for (const id of inbox?.ids ?? []) {
      const place = inboxId(inbox?.consumer ?? '', id);
      if (!released.has(id) && !this.#inbox.has(place)) this.#inbox.set(place, this.#clock());
    }
    for (const fact of effects.facts) append(this.#facts, fact.streamId, fact);
    for (const { streamId, version, definition, snapshot, recordedAt } of effects.heads) {
      this.#heads.set(streamId, { version, definition, snapshot, recordedAt });
    }
    for (const entry of effects.journal) append(this.#journal, entry.processId, entry);
    for (const write of effects.rows) this.#writeRow(write);
    for (const job of effects.jobs) {
      const dueAt = this.#clock() + (job.delayMs ?? 0);
      const begun = { ...job, ...dueFrom(dueAt), attempts: 0, lastError: null };
      const claimed = job.claim && {
        attempts: 1,
        token: job.claim.token,
        claimedUntil: this.#clock() + job.claim.leaseMs,
      };
      this.#jobs.set(job.id, { ...begun, ...claimed });
    }
    for (const { processId, set } of effects.deadlines) {
      if (set === undefined) this.#deadlines.delete(processId);
      else {
        const before = set.overdue === true ? this.#deadlines.get(processId) : undefined;
        this.#deadlines.set(processId, {
          write: set,
          ...dueFrom(this.#clock() + set.afterMs),
          ...(before && { overdueSince: this.#overdueSince(before), alarmedAt: before.alarmedAt }),
        });
      }
    }
    this.outbox.push(...effects.outbox);
    this.#letters.write(effects);
    this.#held.write(effects);
    for (const { claim, answer } of effects.answers) {
      this.#requests.set(requestId(claim), { bodyHash: claim.bodyHash, answer, at: this.#clock() });
    }
    for (const id of effects.finished) this.#jobs.delete(id);
  }

  #rowsOf(table: AnyTable, keys: readonly string[]): ReadonlyMap<string, object> {
    const rows = this.#rows.get(table.name);
    return new Map(
      keys.flatMap((key) => {
        const row = rows?.get(key);
        return row === undefined ? [] : [[key, row] as const];
      }),
    );
  }

  #writeRow(write: RowWrite): void {
    const rows = this.#rows.get(write.table.name) ?? new Map<string, object>();
    const key = String((write.row as Record<string, unknown>)[write.table.key]);
    const standing = rows.get(key);
    if (standing === undefined || supersedes(write, standing)) rows.set(key, write.row);
    this.#rows.set(write.table.name, rows);
  }
}

const dueFrom = (dueAt: number): Due => ({
  dueAt,
  claimedUntil: -Infinity,
  token: undefined,
  overdueSince: undefined,
  alarmedAt: undefined,
});

const sinceOf = ({ overdueSince, dueAt }: Due): number => overdueSince ?? dueAt;

const timeOf = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/** Deletes the first entries that are old, and answers how many. */
const forget = <Value>(entries: Map<string, Value>, isOld: (value: Value) => boolean, limit: number): number => {
  const old = [...entries].filter(([, value]) => isOld(value)).slice(0, limit);
  for (const [key] of old) entries.delete(key);
  return old.length;
};

const inboxId = (consumer: string, id: string): string => `${consumer} ${id}`;

const requestId = ({ route, key }: IdempotencyClaim): string => `${route} ${key}`;

const categoryOf = (id: string): string => id.slice(0, id.indexOf('-'));

const append = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};
