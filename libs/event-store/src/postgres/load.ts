import type pg from 'pg';
import { merged } from '../planning.ts';
import type { EarlierRequest, Head, HeadPlan, Loaded, Plan, RequestFound, RequestPlan } from '../store.ts';
import type { FactRecord, HeadRecord } from './records.ts';
import { toHead } from './records.ts';
import * as sql from './statements.ts';

/**
 * Begins a transaction, claims, locks and reads, always in one order: requests, inbox, heads by id, rows by key, leases,
 * clock. Two transactions can wait for each other's locks, never in a circle.
 *
 * All of it is one round trip, but with requests: their keys are looked at first, so that one whose key is in flight waits
 * for nothing that the other request holds.
 */
export const loadPlan = async (client: pg.PoolClient, plan: Plan): Promise<Loaded> => {
  const begun = plan.lockPatienceMs === undefined ? client.query('begin') : beginFor(client, plan.lockPatienceMs);
  const requests = plan.requests?.length ? await requestsOf(client, begun, plan.requests) : [];
  const open = (plan.requests ?? []).filter((_, index) => requests[index]?.kind === 'open');
  const reads = merged([plan, ...open]);
  const inbox = plan.inbox && client.query<{ message_id: string }>(sql.claimInbox(plan.inbox.consumer, plan.inbox.ids));
  const heads =
    reads.heads.length > 0
      ? client.query<HeadRecord>(sql.lockHeads(reads.heads.map(({ streamId }) => streamId)))
      : undefined;
  const rows = reads.rows.map((rowsPlan) =>
    client.query<{ key: string; row: Record<string, unknown> }>(sql.selectRows(rowsPlan)),
  );
  const leases = sql.holdLeases(plan.leases ?? []).map((statement) => client.query<{ id: string }>(statement));
  const clock = client.query<{ now: Date }>(sql.readClock);
  await settleAll([begun, inbox, heads, ...rows, ...leases, clock]);
  const now = (await clock).rows[0]?.now;
  if (now === undefined) throw new Error('The clock statement gave no row.');
  return {
    now: now.toISOString(),
    fresh: new Set((await inbox)?.rows.map((row) => row.message_id)),
    leased: new Set((await Promise.all(leases)).flatMap((held) => held.rows.map(({ id }) => id))),
    requests,
    heads: await upToDate(client, reads.heads, (await heads)?.rows ?? []),
    rows: new Map(
      await Promise.all(
        reads.rows.map(async ({ table }, index) => {
          const found = (await rows[index])?.rows ?? [];
          return [table.name, new Map(found.map(({ key, row }) => [key, sql.fromColumns(table, row)]))] as const;
        }),
      ),
    ),
  };
};

const beginFor = (client: pg.PoolClient, lockPatienceMs: number): Promise<unknown> =>
  settleAll([client.query('begin'), client.query(sql.waitForLocks(lockPatienceMs))]);

const requestsOf = async (
  client: pg.PoolClient,
  begun: Promise<unknown>,
  plans: readonly RequestPlan[],
): Promise<readonly RequestFound[]> => {
  const claims = plans.map(({ claim }) => claim);
  const [, locks, found] = await settleAll([
    begun,
    client.query<{ place: number; held: boolean }>(sql.lockRequests(claims)),
    client.query<{ place: number; body_hash: string; answer: EarlierRequest['answer'] }>(sql.findEarlier(claims)),
  ]);
  const held = new Set(locks.rows.filter((row) => row.held).map(({ place }) => place));
  const earlier = new Map(found.rows.map((row) => [row.place, row]));
  return claims.map((_, index) => {
    const row = earlier.get(index + 1);
    if (row !== undefined) return { kind: 'answered', bodyHash: row.body_hash, answer: row.answer };
    return held.has(index + 1) ? { kind: 'open' } : { kind: 'inFlight' };
  });
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
