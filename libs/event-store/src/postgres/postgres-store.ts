import type pg from 'pg';
import { crashPoint } from '../crash-point.ts';
import { EffectsRefused, StoreUnavailable } from '../errors.ts';
import type { RetentionRule } from '../retention.ts';
import type { AnyTable } from '../sources.ts';
import type {
  Alarm,
  Claim,
  ClaimedDeadline,
  ClaimedHeld,
  ClaimedJob,
  Deadline,
  Head,
  HeldCount,
  JournalEntry,
  Lease,
  Loaded,
  OverdueCount,
  Plan,
  Store,
  StoredFact,
  Work,
} from '../store.ts';
import { Batch } from './batch.ts';
import { loadPlan } from './load.ts';
import type { DeadlineRecord, FactRecord, HeadRecord, JournalRecord, OverdueRecord, Since } from './records.ts';
import { toDeadline, toFact, toHead, toJournalEntry } from './records.ts';
import type { ClaimedHeldRecord } from './held-statements.ts';
import * as held from './held-statements.ts';
import * as leases from './lease-statements.ts';
import * as sql from './statements.ts';
import * as tables from './table-statements.ts';
import * as upkeep from './upkeep-statements.ts';

/** The store in one schema of one Postgres database; the pool's role decides which. */
export class PostgresStore implements Store {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch(unavailable);
    let failure: unknown;
    try {
      const loaded = await loadPlan(client, plan).catch(classified);
      crashPoint('after-begin');
      const { effects, result } = work(loaded);
      await commit(client, sql.writes(effects, plan.inbox?.consumer)).catch(classified);
      crashPoint('after-commit');
      return result;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await release(client, failure);
    }
  }

  async claimJobs(claim: Claim & { readonly kinds: readonly string[] }): Promise<readonly ClaimedJob[]> {
    const rows = await this.#query<Omit<ClaimedJob, 'attempt'> & { attempts: number }>(leases.claimJobs(claim));
    return rows.map(({ attempts, ...job }) => ({ ...job, attempt: attempts }));
  }

  async postponeJob(lease: Lease, delayMs: number, error: string): Promise<void> {
    await this.#query(leases.postponeJob(lease, delayMs, error));
  }

  async claimDeadlines(claim: Claim & { readonly categories: readonly string[] }): Promise<readonly ClaimedDeadline[]> {
    const rows = await this.#query<{
      process_id: string;
      status: string;
      due_at: Date;
      cause: ClaimedDeadline['cause'];
    }>(leases.claimDeadlines(claim));
    return rows.map((row) => ({
      processId: row.process_id,
      status: row.status,
      dueAt: row.due_at.toISOString(),
      cause: row.cause,
    }));
  }

  async claimHeld(claim: Claim & { readonly consumers: readonly string[] }): Promise<readonly ClaimedHeld[]> {
    const rows = await this.#query<ClaimedHeldRecord>(held.claimHeld(claim));
    return rows.map(held.toClaimedHeld);
  }

  countHeld(): Promise<readonly HeldCount[]> {
    return this.#query<HeldCount>(held.countHeld);
  }

  async countOverdue(byMs: number): Promise<readonly OverdueCount[]> {
    const rows = await this.#query<OverdueRecord>(upkeep.countOverdue(byMs));
    return rows.map(({ kind, name, status, count, oldestMs }) =>
      kind === 'process' ? { kind, category: name, status, count, oldestMs } : { kind, job: name, count, oldestMs },
    );
  }

  async raiseAlarms(byMs: number, limit: number): Promise<readonly Alarm[]> {
    const [processes, jobs] = await Promise.all([
      this.#query<Since<Extract<Alarm, { kind: 'process' }>>>(upkeep.alarmProcesses(byMs, limit)),
      this.#query<Since<Extract<Alarm, { kind: 'job' }>>>(upkeep.alarmJobs(byMs, limit)),
    ]);
    return [
      ...processes.map(({ since, ...row }) => ({
        kind: 'process' as const,
        ...row,
        overdueSince: since.toISOString(),
      })),
      ...jobs.map(({ since, ...row }) => ({ kind: 'job' as const, ...row, overdueSince: since.toISOString() })),
    ];
  }

  async prune(rule: RetentionRule, limit: number): Promise<number> {
    const { rowCount } = await this.#pool.query(upkeep.prune(rule, limit)).catch(classified);
    return rowCount ?? 0;
  }

  async readFacts(streamId: string, afterVersion: number): Promise<readonly StoredFact[]> {
    const rows = await this.#query<FactRecord>({
      name: 'read-facts',
      text: `select stream_id, version, data, message_id, correlation_id, traceparent, actor, recorded_at from event
             where stream_id = $1 and version > $2 order by version`,
      values: [streamId, afterVersion],
    });
    return rows.map(toFact);
  }

  async readHead(streamId: string): Promise<Head | undefined> {
    const [row] = await this.#query<HeadRecord>({
      name: 'read-head',
      text: 'select stream_id, version, definition, snapshot, recorded_at from head where stream_id = $1',
      values: [streamId],
    });
    return row && toHead(row);
  }

  async readJournal(processId: string): Promise<readonly JournalEntry[]> {
    const rows = await this.#query<JournalRecord>({
      name: 'read-journal',
      text: `select process_id, version, from_status, to_status, input, sent, message_id, actor, at from journal
             where process_id = $1 order by version`,
      values: [processId],
    });
    return rows.map(toJournalEntry);
  }

  async readDeadline(processId: string): Promise<Deadline | undefined> {
    const [row] = await this.#query<DeadlineRecord>({
      name: 'read-deadline',
      text: `select status, due_at, alarmed_at,
                    coalesce(overdue_since, case when due_at <= clock_timestamp() then due_at end) as overdue_since
             from deadline where process_id = $1`,
      values: [processId],
    });
    return row && toDeadline(row);
  }

  async readRows(table: AnyTable, keys: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const rows = await this.#query<{ key: string; row: Record<string, unknown> }>(
      tables.selectRows({ table, keys, lock: false }),
    );
    return new Map(rows.map(({ key, row }) => [key, tables.fromColumns(table, row)]));
  }

  async writeRows(table: AnyTable, rows: readonly object[]): Promise<void> {
    if (rows.length > 0) await this.#query(tables.upsertRows(table, rows));
  }

  async #query<Row extends object>(statement: pg.QueryConfig): Promise<readonly Row[]> {
    const { rows } = await this.#pool.query<Row>(statement).catch(classified);
    return rows;
  }
}

/** Sends the writes and the COMMIT together: it is not reached when one of them fails. */
const commit = async (client: pg.PoolClient, statements: readonly sql.Statement[]): Promise<void> => {
  const batch = new Batch();
  for (const statement of [...statements, sql.commit]) batch.add(statement);
  const sent = batch.send(client);
  crashPoint('commit-in-flight');
  if ((await sent) !== 'COMMIT') throw new Error('COMMIT was answered by ROLLBACK');
};

/** Gives the client back clean; one whose connection is in doubt is closed instead. */
const release = async (client: pg.PoolClient, failure: unknown): Promise<void> => {
  if (failure === undefined) {
    client.release();
    return;
  }
  const rolledBack = await client.query('rollback').then(
    () => true,
    () => false,
  );
  client.release(!rolledBack);
};

const unavailable = (error: unknown): never => {
  throw new StoreUnavailable(error);
};

/** Names what the database said: not now, or never. */
const classified = (error: unknown): never => {
  throw isRefusal(error) ? new EffectsRefused(error) : new StoreUnavailable(error, { rolledBack: isGivenUp(error) });
};

/** Lock timeout, statement timeout, deadlock, serialization, a rival's row: the database has undone it and said so. */
const isGivenUp = (error: unknown): boolean =>
  ['55P03', '57014', '40P01', '40001', '23505'].includes(String((error as { code?: unknown }).code));

/** Written under a lock that was held: a row that stands there all the same will stand there the next time. */
const NEVER_SHARED = new Set([
  'event_pkey',
  'journal_pkey',
  'outbox_pkey',
  'job_pkey',
  'dead_letter_pkey',
  'held_pkey',
]);

/**
 * Data exceptions (22), constraint violations (23), missing objects and rights (42), exceeded limits (54) come back
 * however often one asks. All else heals: lost connections, shutdowns, lock and statement timeouts, deadlocks. So does
 * a head or a state row that another transaction created first: the next run finds it and waits for its lock.
 */
export const isRefusal = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const createdMeanwhile =
    code === '23505' && typeof constraint === 'string' && constraint.endsWith('_pkey') && !NEVER_SHARED.has(constraint);
  return typeof code === 'string' && /^(?:22|23|42|54)[0-9A-Z]{3}$/u.test(code) && !createdMeanwhile;
};

/** What the driver says when there is no talking to the database at all; it has no code of its own for that. */
const NO_CONNECTION = /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout)/u;

const NETWORK_CALLS: ReadonlySet<string> = new Set(['connect', 'read', 'write', 'getaddrinfo']);

/** Whether a connection could not be had, or was lost, under whatever library asked for it. */
export const isUnreachable = (error: unknown): boolean => {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  if (!(error instanceof Error)) return false;
  const syscall = 'syscall' in error ? String(error.syscall) : '';
  return NETWORK_CALLS.has(syscall) || NO_CONNECTION.test(error.message);
};
