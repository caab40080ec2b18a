import type pg from 'pg';
import type { EarlierRequest, Head, HeadPlan, Loaded, Plan } from '../store.ts';
import type { FactRecord, HeadRecord } from './records.ts';
import { toHead } from './records.ts';
import * as sql from './statements.ts';

/**
 * Begins a transaction, claims, locks and reads, always in one order: request, inbox, heads by id, rows by key, lease,
 * clock. Two transactions can wait for each other's locks, never in a circle.
 *
 * All of it is one round trip, but for a request: it must not wait for locks that the one with its key is holding, so
 * its key is looked at first.
 */
export const loadPlan = async (client: pg.PoolClient, plan: Plan): Promise<Loaded> => {
  const begun = client.query('begin');
  const request = plan.idempotency && (await requestOf(client, begun, plan.idempotency));
  if (request && (request.inFlight || request.earlier)) return { ...NOTHING_LOADED, ...request };
  const inbox = plan.inbox && client.query<{ message_id: string }>(sql.claimInbox(plan.inbox.consumer, plan.inbox.ids));
  const heads =
    plan.heads.length > 0
      ? client.query<HeadRecord>(sql.lockHeads(plan.heads.map(({ streamId }) => streamId)))
      : undefined;
  const rows = plan.rows.map((rowsPlan) =>
    client.query<{ key: string; row: Record<string, unknown> }>(sql.selectRows(rowsPlan)),
  );
  const lease = plan.lease && client.query(sql.holdLease(plan.lease));
  const clock = client.query<{ now: Date }>(sql.readClock);
  await settleAll([begun, inbox, heads, ...rows, lease, clock]);
  const now = (await clock).rows[0]?.now;
  if (now === undefined) throw new Error('The clock statement gave no row.');
  return {
    now: now.toISOString(),
    fresh: new Set((await inbox)?.rows.map((row) => row.message_id)),
    leaseHeld: ((await lease)?.rowCount ?? 0) > 0,
    inFlight: false,
    earlier: undefined,
    heads: await upToDate(client, plan.heads, (await heads)?.rows ?? []),
    rows: new Map(
      await Promise.all(
        plan.rows.map(async ({ table }, index) => {
          const found = (await rows[index])?.rows ?? [];
          return [table.name, new Map(found.map(({ key, row }) => [key, sql.fromColumns(table, row)]))] as const;
        }),
      ),
    ),
  };
};

const requestOf = async (
  client: pg.PoolClient,
  begun: Promise<unknown>,
  claim: NonNullable<Plan['idempotency']>,
): Promise<Pick<Loaded, 'inFlight' | 'earlier'>> => {
  const [, lock, found] = await settleAll([
    begun,
    client.query<{ held: boolean }>(sql.lockRequest(claim)),
    client.query<{ body_hash: string; answer: EarlierRequest['answer'] }>(sql.findEarlier(claim)),
  ]);
  const row = found.rows[0];
  if (row) return { inFlight: false, earlier: { bodyHash: row.body_hash, answer: row.answer } };
  return { inFlight: lock.rows[0]?.held !== true, earlier: undefined };
};

const NOTHING_LOADED: Omit<Loaded, 'inFlight' | 'earlier'> = {
  now: '',
  fresh: new Set(),
  leaseHeld: false,
  heads: new Map(),
  rows: new Map(),
};

/** Folds a stream's facts anew where its snapshot was made under another definition of the state. */
const upToDate = async (
  client: pg.PoolClient,
  plans: readonly HeadPlan[],
  rows: readonly HeadRecord[],
): Promise<ReadonlyMap<string, Head>> => {
  const heads = new Map(rows.map((row) => [row.stream_id, toHead(row)]));
  for (const { streamId, definition, refold } of plans) {
    const head = heads.get(streamId);
    if (head === undefined || refold === undefined || definition === undefined || head.definition === definition)
      continue;
    const facts = await client.query<Pick<FactRecord, 'data'>>({
      name: 'refold',
      text: 'select data from event where stream_id = $1 order by version',
      values: [streamId],
    });
    heads.set(streamId, { ...head, definition, snapshot: refold(facts.rows.map(({ data }) => data)) });
  }
  return heads;
};

/** Waits for every answer, also after a failure, so that no query is left on the wire; then fails with the first. */
const settleAll = async <Answers extends readonly unknown[]>(
  answers: Answers,
): Promise<{ -readonly [Index in keyof Answers]: Awaited<Answers[Index]> }> => {
  const settled = await Promise.allSettled(answers);
  const failed = settled.find((answer) => answer.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(answers);
};
